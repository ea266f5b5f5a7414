import AirlockAPI
import Testing

@Suite struct DeceptiveLettersTests {
    @Test(arguments: [
        ("rm -rf \u{202E}txt.gpj", "rm -rf \\u{202e}txt.gpj"), ("a\u{200B}b", "a\\u{200b}b"),
        ("a\u{1B}[2Jb", "a\\u{1b}[2Jb"),
        ("p\u{430}ypal", "p\\u{430}ypal"), ("\u{0441}ur\u{04CF}", "\\u{441}ur\\u{4cf}"),
        ("cat \u{430}", "cat \\u{430}"),
        ("ls \u{2013}la", "ls \\u{2013}la"), ("a\u{2044}b", "a\\u{2044}b"), ("a\u{FF1B} b", "a\\u{ff1b} b"),
        ("a\u{A0}b", "a\\u{a0}b"), ("a\u{3164}b", "a\\u{3164}b"), ("a\nb", "a\\u{a}b"), ("a\rb", "a\\u{d}b"),
        ("\u{1D42B}\u{1D426} x", "\\u{1d42b}\\u{1d426} x"), ("x\u{E0041}", "x\\u{e0041}"),
        ("\u{03BF}pen", "\\u{3bf}pen"),
    ])
    func `what could look like another text is escaped`(text: String, shown: String) {
        #expect(text.escapingDeceptive() == shown)
        #expect(text.deceptiveCount() > 0)
    }

    @Test(arguments: [
        "rm -rf build", "Создай проект на Node и прогони тесты", "файл а.txt и каталог docs", "naïve café – fine",
        "日本語.txt",
        "δοκιμή", "100 €", "",
    ])
    func `a text in one alphabet a word stays as it is`(text: String) {
        #expect(text.escapingDeceptive() == text)
        #expect(text.deceptiveCount() == 0)
    }

    @Test func `lines stay lines where there may be several, and each is looked at by itself`() {
        let text = "\nвывод: да\ncat \u{430}\n\n\tx\n"
        #expect(text.escapingDeceptive(keeping: ["\n", "\t"]) == "\nвывод: да\ncat \\u{430}\n\n\tx\n")
        #expect(text.deceptiveCount(keeping: ["\n", "\t"]) == 1)
    }
}
