import AirlockSearch
import Testing

@Suite struct MarkdownReaderTests {
    @Test(arguments: [
        ("# Title #\nOne\nparagraph\n\nTwo", "Title\n\nOne paragraph\n\nTwo"),
        ("Title\n=====\n\nPart\n----\ntext", "Title\n\nPart\n\ntext"),
        ("- one\n  more\n* two\n3. three", "- one more\n\n- two\n\n- three"),
        ("See [the **book**](http://x/y) and `code` ![img](z) [ref][1] a\\*b", "See the **book** and code  ref a*b"),
        ("a **bold** word", "a bold word"),
        ("```sh\nls  -l\n\n# no title\n```\nafter", "ls  -l\n\n# no title\n\nafter"),
        ("text\n\n    indented\n      code\n\nmore", "text\n\n    indented\n      code\n\nmore"),
        ("---\ntitle: x\n---\nbody", "body"), ("| a | b |\n|---|---|", "| a | b |\n|---|---|"), ("", ""), ("```", ""),
        ("a\r\nb", "a b"),
    ])
    func `Markdown is read as its text`(markdown: String, text: String) throws {
        #expect(try ReadableText(markdown: Array(markdown.utf8)).text == text)
    }

    @Test func `the first heading is the title`() throws {
        #expect(try ReadableText(markdown: Array("intro\n\n## Two\n".utf8)).title == "Two")
        #expect(try ReadableText(markdown: Array("plain text".utf8)).title == "plain text")
    }
}
