import AirlockCore
import AirlockTestKit
import Foundation
import Testing

@testable import AirlockSearch

@Suite struct PageTextTests {
    private static func text(_ html: String) throws -> PageText {
        try PageText(html: Array(html.utf8), url: SavedPage.url)
    }

    /// The text of a page with nothing else on it.
    private static func body(_ html: String) throws -> String {
        let all = try text("<title>T</title><body><article><h1>T</h1>\(html)</article>").markdown
        return String(all.dropFirst("# T\n\n".count).dropLast())
    }

    @Test func `of saved pages of different make 95 of 100 sentences are where they belong`() throws {
        let pages = SavedPage.all.filter { !$0.needsBrowser }
        #expect(pages.count >= 12)
        var checked = 0
        var failed = 0
        for page in pages {
            let text = try PageText(html: page.html, url: SavedPage.url)
            let failures = page.failures(of: text.markdown)
            checked += page.checks.count
            failed += failures.count
            for failure in failures { print("\(page.name) \(failure)") }
        }
        let share = 100 * Double(checked - failed) / Double(max(1, checked))
        print("page text: \(checked - failed) of \(checked) sentences right on \(pages.count) pages: \(share) %")
        #expect(checked > 250)
        #expect(share >= 95)
    }

    @Test func `marks nest and stand where Markdown wants them`() throws {
        let html = """
            <p>A<b> bold <i>word </i></b>and <a href="/x (1)?a=1&amp;b=2"><b>a link</b></a>, <code>a`b</code>.<br>Next</p>
            """
        #expect(
            try Self.body(html)
                == "A **bold *word*** and [**a link**](https://example.org/x%20%281%29?a=1&b=2), ``a`b``.  \nNext")
    }

    @Test func `what a page writes can't become markup`() throws {
        let html = """
            <p># no heading</p><p>- no item</p><p>1. no number</p><p>[x](https://evil.example) *no* `code` &lt;img src=x&gt;</p>
            <p>snake_case _no_ a|b &amp;lt;</p><pre>```
            still code</pre><table><tr><th>a|b<th>c<tr><td>1<br>2<td>`</table>
            """
        #expect(
            try Self.body(html) == ##"""
                \# no heading

                \- no item

                1\. no number

                \[x\](https://evil.example) \*no\* \`code\` \<img src=x\>

                snake_case \_no\_ a|b \&lt;

                ````
                ```
                still code
                ````

                | a\|b | c |
                | --- | --- |
                | 1 2 | \` |
                """##)
    }

    @Test func `links lead to the web or nowhere, and pictures are left out`() throws {
        let html = """
            <p><a href="javascript:alert(1)">a</a> <a href="data:text/html,x">b</a> <a href="#part">c</a> <a>d</a>
            <a href="//other.example/x">e</a> <a href="../up">f</a> <a href="?q=1">g</a> <a href=" JavaScript:x">h</a>
            <a href="mailto:a@b">i</a> <img src="https://pixel.example/1.gif" alt="pixel"> end of the line</p>
            """
        #expect(
            try Self.body(html)
                == "a b c d [e](https://other.example/x) [f](https://example.org/up) [g](https://example.org/2025/page?q=1) "
                + "h i end of the line")
    }

    @Test func `text that can't be seen is not read`() throws {
        let html = """
            <p>pay\u{202E}pal\u{200B}.com \u{1}now</p><p hidden>secret one</p><p style="display: none">secret two</p>
            <script>secret three</script><!-- secret four --><p aria-hidden=true>secret five</p>
            """
        #expect(try Self.body(html) == "paypal.com now")
    }

    @Test func `nested lists, quotations and terms keep their shape`() throws {
        let html = """
            <ol start=3><li>three<ul><li>inner</ul><li><p>four</p><pre class=language-sh>ls</pre></ol>
            <blockquote>said <blockquote>before</blockquote></blockquote><dl><dt>term<dd>meaning</dl>
            """
        #expect(
            try Self.body(html) == """
                3. three

                   - inner

                4. four

                   ```sh
                   ls
                   ```

                > said
                >
                > > before

                - **term**

                  meaning
                """)
    }

    @Test func `the plain text is the Markdown without its marks`() throws {
        let page = try Self.text(
            "<title>T - Site docs</title><main><h1>H</h1><p>A <b>b</b> <a href=/x>c</a>.</p><ul><li>d</ul></main>")
        #expect(page.text == "H\n\nA b c.\n\n- d")
        #expect(page.title == "T")
    }

    private static let hostilePages: [String] = [
        String(repeating: "<div>", count: 50_000), String(repeating: "<b><i>", count: 50_000) + "x",
        String(repeating: "<blockquote><ul><li>", count: 30_000) + "x",
        String(repeating: "<table><tr><td>", count: 40_000) + "x",
        String(repeating: "<a href=/x><p>", count: 40_000) + "x",
        "<table>" + String(repeating: "<tr><td colspan=999999999>x", count: 40_000),
        "<p" + String(repeating: " a=b", count: 500_000), "<p>" + String(repeating: "&amp", count: 500_000),
        String(repeating: "</p>", count: 250_000), String(repeating: "<li>x", count: 100_000),
        "<!--" + String(repeating: "-", count: 1_000_000), "<script>" + String(repeating: "</scrip", count: 100_000),
        String(repeating: "<p>cookie accept <button>x</button>", count: 20_000),
        String(repeating: "<h2>Related</h2><p>x</p>", count: 30_000),
        "<pre>" + String(repeating: "`", count: 500_000), String(repeating: "\u{301}", count: 300_000), "\0<\0p\0>\0",
    ]

    /// Hostile pages: none takes long, none takes the program down.
    @Test(arguments: hostilePages.indices)
    func `a hostile page is read or refused soon`(number: Int) throws {
        let clock = ContinuousClock()
        let time = try clock.measure {
            do { _ = try Self.text(Self.hostilePages[number]) } catch let error as AirlockError {
                #expect(error.code == .limitExceeded)
            }
        }
        // Without optimisation, on a busy machine.
        #expect(time < .seconds(40))
    }

    @Test func `random pieces of pages are read without a crash, and never give a tag`() throws {
        var random = SeededSource(seed: 2026)
        let pieces = [
            "<p>", "</p>", "<table>", "<tr>", "<td colspan=3>", "<th>", "</table>", "<ul>", "<li>", "</ul>", "<pre>",
            "</pre>",
            "<a href='x'>", "</a>", "<b>", "</b>", "<h1>", "<h2>", "</h2>", "text of some words. ", "&lt;b&gt;", "<",
            ">", "&",
            "<div class=comments>", "</div>", "<article>", "<br>", "<code>", "</code>", "\u{202e}", "``", "|",
            "<dl><dt>", "<dd>",
            "<blockquote>", "<script>", "</script>", "<!--", "-->", "<svg>", "<button>", "\n", "#", "*", "_", "[", "](",
        ]
        for _ in 0..<300 {
            let html = (0..<Int.random(in: 1...80, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }.joined()
            let page = try Self.text(html)
            var isCode = false
            for line in page.markdown.split(separator: "\n") {
                if line.contains("```") { isCode = true }
                let bare = line.replacing("\\<", with: "")
                #expect(isCode || bare.contains("`") || !bare.contains("<"), "\(html.debugDescription)")
            }
        }
    }

    @Test func `a page over the limit is refused`() {
        let error = #expect(throws: AirlockError.self) {
            try PageText(html: [UInt8](repeating: 0x20, count: ReadableText.maximumBytes + 1), url: SavedPage.url)
        }
        #expect(error?.code == .limitExceeded)
    }
}
