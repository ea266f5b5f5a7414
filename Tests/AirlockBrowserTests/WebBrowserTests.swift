import AirlockCore
import Foundation
import Testing

@testable import AirlockBrowser

/// Chromium itself, in a sandbox, behind the egress proxy. Needs `chromium`.
@Suite(.serialized, .enabled(if: BrowserFixture.isPossible, "needs chromium")) struct WebBrowserTests {
    private static let article = """
        <!doctype html><title>Заголовок</title><h1>Hello</h1><p id=p>before</p>
        <script>document.getElementById('p').textContent = 'written by a script'; document.cookie = 'seen=1; path=/';
        </script><p>cookie: <b id=c></b></p>
        """

    private static func page(_ answer: TestSite.Answer, _ path: String = "/") async throws -> CapturedPage {
        let page = Box<CapturedPage>()
        try await BrowserFixture.run(site: .answering { _, _ in answer }) { fixture in
            page.value = try await fixture.browser.page(at: fixture.address(path), isPictured: true)
        }
        return try #require(page.value)
    }

    private static func failure(
        limits: PageLimits = .standard, names: [String: [String]] = [:],
        site: @escaping @Sendable (String, String) -> TestSite.Answer, at path: String = "/"
    ) async throws -> AirlockError? {
        let failure = Box<AirlockError>()
        try await BrowserFixture.run(limits: limits, names: names, site: .answering(site)) { fixture in
            let address = try path.hasPrefix("http") ? WebAddress(path) : fixture.address(path)
            do { _ = try await fixture.browser.page(at: address, isPictured: false) } catch {
                failure.value = AirlockError(error, otherwise: .backendFailed)
            }
            // It still works afterwards.
            _ = try await fixture.browser.document(at: fixture.address("/robots.txt"))
        }
        return failure.value
    }

    @Test func `a page is read as its scripts left it, with its title and a picture`() async throws {
        let page = try await Self.page(.page(Self.article))
        #expect(page.title == "Заголовок")
        #expect(page.status == 200)
        #expect(page.isComplete)
        guard case .html(let html) = page.content else {
            Issue.record("\(page.content)")
            return
        }
        #expect(html.contains("written by a script"))
        #expect(page.screenshot?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
    }

    @Test func `a PDF comes as it is`() async throws {
        let answer = TestSite.Answer(fields: ["Content-Type: application/pdf"], body: Array("%PDF-1.4 x".utf8))
        #expect(try await Self.page(answer).content == .pdf(Array("%PDF-1.4 x".utf8)))
    }

    @Test func `a redirect to another scheme or to a host with a private address is refused`() async throws {
        let toFile = try await Self.failure(
            site: { _, path in path == "/" ? .redirect(to: "file:///etc/passwd") : .text("x") })
        #expect(toFile != nil)
        let toPrivate = try await Self.failure(
            names: ["inside.test": ["10.0.0.1"]],
            site: { _, path in path == "/" ? .redirect(to: "http://inside.test/") : .text("x") })
        #expect(toPrivate?.code == .denied)
        #expect(toPrivate?.message == "inside.test has an address that is not on the public internet.")
    }

    @Test func `a name whose address becomes 127.0.0.1 is refused`() async throws {
        let error = try await Self.failure(
            names: ["moving.test": ["127.0.0.1"]], site: { _, _ in .text("x") }, at: "http://moving.test/")
        #expect(error?.code == .denied)
    }

    @Test func `a page of a gigabyte is cut off, and the browser goes on`() async throws {
        let piece = "<p>" + String(repeating: "x", count: 1 << 20)
        let error = try await Self.failure(
            site: { _, path in
                path == "/" ? TestSite.Answer(more: (piece, 1024)) : .text("x")
            })
        #expect(error?.code == .limitExceeded)
    }

    @Test func `a page whose script never ends is given up`() async throws {
        var limits = PageLimits.standard
        limits.loadTime = .seconds(1)
        limits.totalTime = .seconds(3)
        let error = try await Self.failure(
            limits: limits,
            site: { _, path in path == "/" ? .page("<p>x<script>for(;;){}</script>") : .text("x") })
        #expect(error?.code == .limitExceeded)
    }

    @Test func `a page can't send anything`() async throws {
        let methods = Seen()
        try await BrowserFixture.run(
            site: .answering { method, path in
                methods.add(method)
                return .page("<p>x<script>fetch('/x', {method: 'POST', body: 'secret'}).catch(() => {})</script>")
            }
        ) { fixture in
            _ = try await fixture.browser.page(at: fixture.address("/"), isPictured: false)
        }
        #expect(methods.words == ["GET"])
    }
}
