import AirlockCore
import AirlockSearch
import Testing

@Suite struct HTMLReaderTests {
    @Test(arguments: [
        ("<p>One\nsentence   in\ttwo\r\nlines.</p><p>Another.</p>", "One sentence in two lines.\n\nAnother."),
        (
            "<p>a &amp; b &lt;c&gt; &quot;d&quot; &#65;&#x42;&nbsp;&eacute; &mdash; &hellip;</p>",
            "a & b <c> \"d\" AB é — …"
        ),
        (
            "<p>&unknown; &#; &#xZZ; & &amp &#0; &#x110000; &#150;</p>",
            "&unknown; &#; &#xZZ; & &amp \u{fffd} \u{fffd} –"
        ),
        ("<p>It is <b>bo</b><i>ld</i>.</p>", "It is bold."),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>one<li>two <p>more</p></ul>after", "- one\n\n- two\n\nmore\n\nafter"),
        ("<dl><dt>term<dd>meaning<dt>other<dd>more</dl>", "term\n\nmeaning\n\nother\n\nmore"),
        ("<pre>\n  a\n    b &lt;\n\n</pre>x", "  a\n    b <\n\nx"),
        ("<table><tr><th>A<th>B</tr><tr><td>1</td><td><p>2</p></td><td></td></tr></table>", "A | B\n1 | 2"),
        ("<table><tr><td>Note</td><td>Mind this.</td></tr></table>", "Note: Mind this."),
        ("<p>a<script>var x = '<p>no</p>';</script>b<style>p{}</style>c<!-- <p>no --></p>", "abc"),
        ("<nav>no</nav><div class='x sphinxsidebar'>no<div>no</div></div><footer>no</footer><p>yes", "yes"),
        ("<div role=navigation>no</div><p hidden>no</p><p style='display: none'>no</p><form>no</form>yes", "yes"),
        ("<h2>Head<a class=headerlink href=#x>¶</a></h2>text", "Head\n\ntext"),
        ("<P CLASS=a>Up</P><DIV>per</DIV>", "Up\n\nper"),
        ("a < b and c <3 <", "a < b and c <3 <"),
        ("<p>unclosed <b>tag <i>soup</p></div></b>end", "unclosed tag soup\n\nend"),
        ("", ""), ("<>", "<>"), ("<p", ""), ("<!--", ""), ("<a href=\"x", ""), ("</", ""), ("<script>", ""),
    ])
    func `a page is read as its text`(html: String, text: String) throws {
        #expect(try ReadableText(html: Array(html.utf8)).text == text)
    }

    @Test func `a page with a main part is that part, and a stub of one is not`() throws {
        let long = String(repeating: "A sentence of the page. ", count: 10)
        let page = "<div>Menu</div><main><header><h1>T</h1></header><p>\(long)</p></main><div>Links</div>"
        #expect(try ReadableText(html: Array(page.utf8)).text == "T\n\n" + long.dropLast())
        let stub = "<main>Loading</main><p>\(long)</p>"
        #expect(try ReadableText(html: Array(stub.utf8)).text == "Loading\n\n" + long.dropLast())
    }

    @Test(arguments: [
        (
            "<title>cmake-presets(7) &mdash; CMake 3.25.1 Documentation</title><h1>x</h1>", "cmake-presets(7)",
            "CMake 3.25.1 Documentation"
        ),
        ("<title>\n File system | Node.js\n</title>", "File system", "Node.js"),
        ("<title>Man page - a story</title>", "Man page - a story", ""),
        ("<title>Arrays - Bash Reference Manual</title>", "Arrays", "Bash Reference Manual"),
        ("<h2>Two</h2><h1>One</h1>", "One", ""), ("<p>nothing</p>", "", ""),
        ("<title>A &lt;b&gt; c</title>", "A <b> c", ""),
    ])
    func `the title is without the name of its book`(html: String, title: String, book: String) throws {
        let read = try ReadableText(html: Array(html.utf8))
        #expect(read.title == title)
        #expect(read.book == book)
    }

    @Test func `sections begin at headings and know their address`() throws {
        let html = """
            <p>Before.</p><h1 id=a>One</h1><p>First.</p><div id=b><span id=c></span><h2>Two</h2></div>
            <h3>Three<a class=mark id=d>#</a></h3>Third.
            """
        let sections = try ReadableText(html: Array(html.utf8)).sections
        #expect(sections.map(\.anchor) == [nil, "a", "b", "d"])
        #expect(sections.map(\.level) == [0, 1, 2, 3])
        #expect(sections.map(\.text) == ["Before.", "One\n\nFirst.", "Two", "Three\n\nThird."])
    }

    @Test func `text that isn't UTF-8 is read as Latin-1`() throws {
        #expect(try ReadableText(html: Array("<p>caf".utf8) + [0xe9]).text == "café")
    }

    @Test func `a page over four MiB is refused`() {
        let error = #expect(throws: AirlockError.self) {
            try ReadableText(html: [UInt8](repeating: 0x61, count: ReadableText.maximumBytes + 1))
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test(arguments: [
        "<div>", "</div>", "<p>", "<td>", "<tr><td>", "<!--", "<a href=\"", "<script>", "</script>", "&amp", "&#",
        "<ul><li>",
        "<nav>", "<pre>\n", "<", "<a b", "<h1 id=x>", "<b></i>", "<title>", " <br> ", "<table><td>x<td>",
    ])
    func `hostile repetition costs no more than its length`(unit: String) throws {
        func time(_ bytes: Int) throws -> Duration {
            let page = Array(String(repeating: unit, count: bytes / unit.utf8.count).utf8)
            return try ContinuousClock().measure { _ = try ReadableText(html: page) }
        }
        _ = try time(2000)
        let (short, long) = (try time(16_000), try time(128_000))
        // Eight times the length: linear is 8, quadratic is 64. The constant is for a busy machine.
        #expect(long < short * 40 + .milliseconds(500))
    }

    @Test func `random bytes are read without a crash`() throws {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "<", ">", "/", "&", ";", "#", "p", "div", "td", "pre", "\"", "'", "=", " ", "\n", "!", "-", "é", "\u{0}",
        ]
        for _ in 0..<300 {
            let page = (0..<120).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let read = try ReadableText(html: Array(page.utf8))
            #expect(!read.text.utf8.contains(0))
        }
    }
}
