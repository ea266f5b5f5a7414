import AirlockCore
import AirlockSearch
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockBrowser

/// Pages as the product reads them: Chromium, `robots.txt`, the script that writes what is shown, the main text.
@Suite(.serialized, .enabled(if: BrowserFixture.isPossible, "needs chromium")) struct WebPagesTests {
    private static func reader(_ fixture: BrowserFixture) -> WebReader {
        WebReader(fixture.browser, pdf: PDFText(launcher: fixture.launcher)) { html, url, title in
            let page = try PageText(html: html, url: url, title: title)
            return WebReader.Extract(title: page.title, text: page.text, markdown: page.markdown)
        }
    }

    /// What is read of one page of HTML.
    private static func text(
        of html: String, names: [String: [String]] = [:]
    ) async throws -> (SourceText, Set<String>) {
        let source = Box<SourceText>()
        let attempts = Box<Set<String>>()
        try await BrowserFixture.run(
            names: names,
            site: .answering { _, path in path == "/robots.txt" ? .text("") : .page("<!doctype html>" + html) }
        ) { fixture in
            source.value = try await reader(fixture).read(fixture.origin + "/page")
            attempts.value = fixture.attempts.words
        }
        return (try #require(source.value), attempts.value ?? [])
    }

    @Test func `of saved pages read by a browser 95 of 100 sentences are where they belong`() async throws {
        let pages = SavedPage.all
        #expect(pages.count >= 12)
        let byName = Dictionary(uniqueKeysWithValues: pages.map { ($0.name, $0.html) })
        try await BrowserFixture.run(
            site: .answering { _, path in
                let name = String(path.split(separator: "/").last ?? "")
                return byName[name].map { TestSite.Answer(body: $0) } ?? .text("")
            }
        ) { fixture in
            var checked = 0
            var failed = 0
            for page in pages {
                let source = try await Self.reader(fixture).read("\(fixture.origin)/2025/\(page.name)")
                let markdown = (source.markdown ?? "").replacing(fixture.origin, with: "https://example.org")
                let failures = page.failures(of: markdown)
                for failure in failures { print("\(page.name) \(failure)") }
                checked += page.checks.count
                failed += failures.count
                #expect(source.picture?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
            }
            let share = 100 * Double(checked - failed) / Double(max(1, checked))
            print(
                "read by a browser: \(checked - failed) of \(checked) sentences right on \(pages.count) pages: \(share) %"
            )
            #expect(checked > 250)
            #expect(share >= 95)
        }
    }

    @Test func `hostile names and scripts change nothing but their own page`() async throws {
        let html = """
            <title>Safe\u{202E}\u{1} title</title><h1>Heading</h1>
            <form><input name=childNodes><input name=nodeType><input name=localName><input name=getAttribute>
            <p>Text inside of a form whose fields are named like the properties of a form.</p></form>
            <p>Text that stays, however often the page's own scripts lie about it to whoever asks them.</p>
            <a href="javascript:alert(1)">a link that runs</a>
            <script>
            Object.defineProperty(Node.prototype, 'childNodes', {get() { return ['lie']; }});
            Object.defineProperty(Document.prototype, 'title', {get() { return 'lie'; }});
            Element.prototype.getAttribute = () => 'lie'; window.getComputedStyle = () => ({display: 'none'});
            window.requestIdleCallback = () => {}; alert('stop'); confirm('stop'); open('http://elsewhere.test/');
            </script>
            <meta http-equiv=refresh content="9;url=file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe>
            """
        let (source, attempts) = try await Self.text(of: html)
        #expect(source.title == "Safe title")
        #expect(source.text.contains("Text inside of a form"))
        #expect(source.text.contains("Text that stays, however often"))
        #expect(source.markdown?.contains("javascript:") == false)
        #expect(!source.text.contains("lie\n") && !source.text.contains("root:"))
        #expect(!attempts.contains { $0.hasPrefix("elsewhere.test") })
    }

    @Test func `what shadow trees show is read, what styles hide is not`() async throws {
        let html = """
            <style>.x { display: none }</style><main><h1>T</h1><p class=x>Hidden by a style sheet and never to be read here.</p>
            <my-box><p slot=a>Given to a slot, and shown in the middle of the box that it was given to.</p></my-box></main>
            <script>const box = document.querySelector('my-box').attachShadow({mode: 'open'});
            box.innerHTML = '<p>Before the slot there is a sentence of the component.</p><slot name=a></slot><p>After it too.</p>';
            </script>
            """
        let (source, _) = try await Self.text(of: html)
        #expect(
            source.text == """
                T

                Before the slot there is a sentence of the component.

                Given to a slot, and shown in the middle of the box that it was given to.

                After it too.
                """)
    }

    @Test func `a page that never ends is read as far as it came`() async throws {
        var limits = PageLimits.standard
        limits.loadTime = .seconds(2)
        limits.totalTime = .seconds(20)
        let source = Box<SourceText>()
        try await BrowserFixture.run(
            limits: limits,
            site: .answering { _, path in
                guard path != "/robots.txt" else { return .text("") }
                let start = "<title>Endless</title><h1>Endless</h1><p>The first words of a page that never ends.</p>"
                return TestSite.Answer(
                    body: Array(start.utf8), more: ("<p>one more line of many</p>\n", 1_000_000),
                    pause: .milliseconds(20))
            }
        ) { fixture in
            let clock = ContinuousClock()
            let time = try await clock.measure {
                source.value = try await Self.reader(fixture).read(fixture.origin + "/")
            }
            #expect(time < .seconds(20))
        }
        #expect(source.value?.text.contains("The first words of a page that never ends.") == true)
    }

    @Test func `a name that was public and becomes 127.0.0.1 is refused the second time`() async throws {
        try await BrowserFixture.run(
            names: ["moving.test": ["1.1.1.1", "127.0.0.1"]], site: .answering { _, _ in .text("never read") }
        ) { fixture in
            let address = try WebAddress("http://moving.test:\(fixture.site.port)/")
            let first = await #expect(throws: AirlockError.self) {
                try await fixture.browser.page(at: address, isPictured: false)
            }
            // The network decides what becomes of it; it is no refusal of ours.
            #expect(first?.message != "moving.test has an address that is not on the public internet.")
            let last = await #expect(throws: AirlockError.self) {
                try await fixture.browser.page(at: address, isPictured: false)
            }
            #expect(last?.message == "moving.test has an address that is not on the public internet.")
            #expect(fixture.attempts.words.contains("!moving.test:\(fixture.site.port)"))
        }
    }

    @Test func `parts of a page at private addresses and other schemes are not loaded, and each attempt is told`()
        async throws
    {
        let html = """
            <h1>T</h1><p>The page itself is read all the same, without its parts.</p><img src="http://inside.test/secret">
            <img src="http://10.0.0.1/x"><link rel=stylesheet href="ftp://inside.test/x"><iframe src="chrome://version"></iframe>
            """
        let (source, attempts) = try await Self.text(of: html, names: ["inside.test": ["10.0.0.1"]])
        #expect(source.text.contains("read all the same"))
        #expect(attempts.contains("!inside.test:80"))
        #expect(attempts.contains { $0.hasPrefix("site.test:") })
        // What Chromium asks for by itself, see docs/decisions/0022.
        let chromiums = ["update.googleapis.com:443", "clients2.google.com:80"]
        let others = attempts.filter { !$0.hasPrefix("!") && !$0.hasPrefix("site.test:") && !chromiums.contains($0) }
        #expect(others == [])
    }

    @Test func `nothing is downloaded`() async throws {
        try await BrowserFixture.run(
            site: .answering { _, path in
                switch path {
                case "/robots.txt": .text("")
                case "/program": TestSite.Answer(fields: ["Content-Type: application/octet-stream"], body: [1, 2, 3])
                case "/attached":
                    TestSite.Answer(
                        fields: ["Content-Type: text/html", "Content-Disposition: attachment; filename=x.html"],
                        body: Array("<p>attached".utf8))
                default:
                    .page(
                        "<h1>T</h1><p>Clicks a download by itself, which comes to nothing.<a id=a href=/program download>x</a><script>a.click()</script>"
                    )
                }
            }
        ) { fixture in
            for path in ["/program", "/attached"] {
                let error = await #expect(throws: AirlockError.self) {
                    try await Self.reader(fixture).read(fixture.origin + path)
                }
                #expect(
                    error.map { [.invalidRequest, .backendFailed].contains($0.code) } == true,
                    "\(path): \(error as Any)")
            }
            let page = try await Self.reader(fixture).read(fixture.origin + "/page")
            #expect(page.text.contains("comes to nothing"))
        }
    }

    @Test func `a form that sends itself away stays unsent`() async throws {
        let methods = Seen()
        try await BrowserFixture.run(
            site: .answering { method, path in
                methods.add(method)
                return path == "/robots.txt"
                    ? .text("")
                    : .page(
                        "<form method=post action=/send><input name=a value=secret></form><script>document.forms[0].submit()</script>"
                    )
            }
        ) { fixture in
            // Read, or refused because it tried: that depends on which comes first.
            do { _ = try await Self.reader(fixture).read(fixture.origin + "/") } catch let error as AirlockError {
                #expect(error.code == .denied)
            }
        }
        #expect(methods.words == ["GET"])
    }
}
