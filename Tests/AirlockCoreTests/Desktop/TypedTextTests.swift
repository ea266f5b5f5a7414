import AirlockCore
import Testing

@Suite struct TypedTextTests {
    @Test func `any Unicode is typed scalar by scalar, and a line ends in one way`() throws {
        #expect(try TypedText("aЖ😀\r\n\t日").scalars == ["a", "Ж", "😀", "\n", "\t", "日"])
    }

    @Test(arguments: ["", "a\u{0}", "\u{1b}[2J", "\u{7f}", "a\u{85}", "\rx", "\u{378}"])
    func `what no key types is refused`(text: String) {
        let error = #expect(throws: AirlockError.self) { try TypedText(text) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `a text has at most four thousand scalars`() throws {
        #expect(try TypedText(String(repeating: "ж", count: 4000)).scalars.count == 4000)
        #expect(throws: AirlockError.self) { try TypedText(String(repeating: "ж", count: 4001)) }
    }
}
