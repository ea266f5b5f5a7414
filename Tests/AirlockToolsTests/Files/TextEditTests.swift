import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct TextEditTests {
    @Test(arguments: [
        ("aba", "ababa", [0, 2]), ("aa", "aaaa", [0, 1, 2]), ("x", "abc", []), ("abc", "ab", []),
        ("aab", "aaab", [1]), ("", "abc", []),
    ])
    func `every place is found, overlaps too`(needle: String, text: String, places: [Int]) {
        #expect(TextEdit.places(of: Array(needle.utf8), in: Array(text.utf8)) == places)
    }

    @Test func `letters that only look the same are different`() throws {
        let path = try WorkspacePath("a")
        #expect(throws: AirlockError.self) {
            try TextEdit(old: "e\u{301}", new: "x").apply(to: "\u{E9}", named: path)
        }
    }

    @Test func `line ends are kept as they are`() throws {
        let path = try WorkspacePath("a")
        #expect(try TextEdit(old: "b", new: "").apply(to: "a\r\nb\r\n", named: path) == "a\r\n\r\n")
    }

    @Test func `a hostile text costs linear time`() {
        let text = [UInt8](repeating: 0x61, count: 200_000)
        #expect(TextEdit.places(of: [UInt8](repeating: 0x61, count: 100_000) + [0x62], in: text) == [])
    }
}
