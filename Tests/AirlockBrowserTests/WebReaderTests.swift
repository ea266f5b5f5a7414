import AirlockCore
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockBrowser

/// Reading and searching through Chromium itself. Needs `chromium`; the PDF also `poppler-utils`.
@Suite(.serialized, .enabled(if: BrowserFixture.isPossible, "needs chromium")) struct WebReaderTests {
    private static func reader(_ fixture: BrowserFixture) -> WebReader {
        WebReader(fixture.browser, pdf: PDFText(launcher: fixture.launcher)) { html, _, _ in
            WebReader.Extract(title: "", text: String(decoding: html, as: UTF8.self), markdown: nil)
        }
    }

    @Test func `a page is read, but not where robots.txt asks programs to stay out`() async throws {
        try await BrowserFixture.run(
            site: .answering { _, path in
                path == "/robots.txt" ? .text("User-agent: *\nDisallow: /private") : .page("<title>T</title><p>words")
            }
        ) { fixture in
            let reader = Self.reader(fixture)
            let source = try await reader.read(fixture.origin + "/open#part")
            #expect(source.url == fixture.origin + "/open")
            #expect(source.title == "T")
            #expect(source.text.contains("words"))
            let error = await #expect(throws: AirlockError.self) {
                try await reader.read(fixture.origin + "/private/x")
            }
            #expect(error?.code == .denied)
            let other = await #expect(throws: AirlockError.self) { try await reader.read("file:///usr/bin/env") }
            #expect(other?.code == .notFound)
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext"), "needs poppler-utils"))
    func `a PDF is read as text, and what only says that it is one is refused`() async throws {
        let real = Array(Self.pdf("Hello from a PDF").utf8)
        try await BrowserFixture.run(
            site: .answering { _, path in
                switch path {
                case "/robots.txt": .text("")
                case "/real": TestSite.Answer(fields: ["Content-Type: application/pdf"], body: real)
                default: TestSite.Answer(fields: ["Content-Type: application/pdf"], body: Array("%PDF-1.4 no".utf8))
                }
            }
        ) { fixture in
            let reader = Self.reader(fixture)
            let source = try await reader.read(fixture.origin + "/real")
            #expect(source.text.contains("Hello from a PDF"))
            let error = await #expect(throws: AirlockError.self) { try await reader.read(fixture.origin + "/false") }
            #expect(error?.code == .backendFailed)
        }
    }

    /// One page that says one line (ISO 32000-1, 7.5); readers rebuild the table of objects, which is left out.
    private static func pdf(_ line: String) -> String {
        let content = "BT /F1 24 Tf 72 700 Td (\(line)) Tj ET"
        return """
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj
            4 0 obj <</Length \(content.utf8.count)>> stream
            \(content)
            endstream endobj
            5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
            trailer <</Root 1 0 R>>
            %%EOF
            """
    }

    @Test func `while a site's server fails nothing of it is read`() async throws {
        try await BrowserFixture.run(
            site: .answering { _, path in
                path == "/robots.txt" ? .text("x", status: "503 Busy") : .page("<p>words")
            }
        ) { fixture in
            let error = await #expect(throws: AirlockError.self) {
                try await Self.reader(fixture).read(fixture.origin + "/")
            }
            #expect(error?.code == .denied)
        }
    }

    @Test func `a results page of a search engine is read, wherever its links lead`() async throws {
        let html = """
            <div class="result"><a class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fq">A
            <b>title</b></a><a class="result__snippet">what it says</a></div>
            <div class="result"><a class="result__a" href="javascript:alert(1)">bad</a></div>
            """
        try await BrowserFixture.run(
            site: .answering { _, path in
                path.hasPrefix("/none") ? .page("<p>nothing") : .page(html)
            }
        ) { fixture in
            let duck = ResultsPage.all[0]
            let engines = ["/none?q=", "/html?q="].map {
                ResultsPage(
                    name: $0, address: fixture.origin + $0, item: duck.item, link: duck.link, snippet: duck.snippet)
            }
            let search = WebSearch(fixture.browser, world: .ticking(), engines: engines)
            let results = try await search.search("что такое QUIC", limit: 5)
            #expect(results.map(\.url) == ["https://example.org/q"])
            #expect(results.first?.title == "A title")
            #expect(results.first?.snippet == "what it says")
        }
    }
}
