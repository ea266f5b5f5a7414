import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct TextEncodingTests {
    private static let russian = "Привет, мир! Ёлка — №5 «ёж»\r\n"
    private static let all: [TextEncoding] = [
        .utf8, .utf8WithMark, .utf16LittleEndian, .utf16BigEndian, .windows1251,
    ]

    @Test(arguments: all)
    func `a text is known again by its bytes, and comes back as it was`(encoding: TextEncoding) throws {
        let bytes = try #require(encoding.encode(Self.russian))
        #expect(TextEncoding(of: bytes) == encoding)
        #expect(encoding.decode(bytes) == Self.russian)
    }

    @Test func `Windows-1251 has the bytes that Windows gives it`() {
        #expect(TextEncoding.windows1251.encode("АЯаяЁё№€") == [0xC0, 0xDF, 0xE0, 0xFF, 0xA8, 0xB8, 0xB9, 0x88])
        #expect(TextEncoding.windows1251.encode("日") == nil)
    }

    @Test func `every byte of Windows-1251 but one is a character of its own`() {
        let bytes = (UInt8(1)...255).filter { $0 != 0x98 }
        let text = TextEncoding.windows1251.decode(bytes)
        #expect(text?.unicodeScalars.count == 254)
        #expect(text.flatMap(TextEncoding.windows1251.encode) == bytes)
        #expect(TextEncoding.windows1251.decode([0x98]) == nil)
    }

    @Test(
        arguments: [
            [0x7F, 0x45, 0x4C, 0x46, 0, 1], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xC3, 0x28, 0x01],
            [0x80, 0x81, 0x82, 0x83], [0x98],
        ] as [[UInt8]])
    func `what isn't text is none`(bytes: [UInt8]) {
        #expect(TextEncoding(of: bytes) == nil)
    }

    @Test func `half a UTF-16 unit, and half a pair, are refused`() {
        #expect(TextEncoding.utf16LittleEndian.decode([0xFF, 0xFE, 0x41]) == nil)
        #expect(TextEncoding.utf16LittleEndian.decode([0xFF, 0xFE, 0x00, 0xD8]) == nil)
    }

    @Test(arguments: all)
    func `an edit and an addition keep encoding and line ends`(encoding: TextEncoding) async throws {
        let tools = try ToolFixture()
        let path = try WorkspacePath("note.txt")
        try await tools.workspace.write(
            try #require(encoding.encode("раз\r\nдва\r\nтри\r\n")), to: path, executable: false)
        _ = try await tools.files(["action": "edit", "path": "note.txt", "old": "раз\nдва", "new": "один\nдва"])
        _ = try await tools.files(["action": "append", "path": "note.txt", "content": "четыре\n"])
        let bytes = try await tools.workspace.read(path, limit: 1000)
        #expect(bytes == encoding.encode("один\r\nдва\r\nтри\r\nчетыре\r\n"))
        let read = try await tools.files(["action": "read", "path": "note.txt"])
        #expect(read.value["content"] == "один\r\nдва\r\nтри\r\nчетыре\r\n")
        #expect(read.value["encoding"] == (encoding == .utf8 ? nil : .string(encoding.rawValue)))
    }

    @Test func `a character that the file's encoding lacks is refused, and the file stays`() async throws {
        let tools = try ToolFixture()
        let path = try WorkspacePath("note.txt")
        let before: [UInt8] = [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]
        try await tools.workspace.write(before, to: path, executable: false)
        let code = await tools.code("file_ops", ["action": "append", "path": "note.txt", "content": "日本"])
        #expect(code == .invalidRequest)
        #expect(try await tools.workspace.read(path, limit: 100) == before)
    }
}
