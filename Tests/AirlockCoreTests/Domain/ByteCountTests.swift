import AirlockCore
import Testing

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("0", 0), ("4096", 4096), ("7B", 7), ("3KiB", 3072), ("512 MiB", 512 << 20), ("20GiB", 20 << 30),
        ("2TiB", 2 << 40),
    ])
    func `a number and a unit are read`(_ text: String, _ bytes: Int) throws {
        #expect(try ByteCount(text).bytes == bytes)
    }

    @Test(arguments: ["", "GiB", "-1", "1.5GiB", "20GB", "20 gib", "1KiB ", "99999999999999999999", "9999999TiB", "٢"])
    func `anything else is refused`(_ text: String) {
        let error = #expect(throws: AirlockError.self) { try ByteCount(text) }
        #expect(error?.code == .invalidRequest && error?.hint?.contains("20GiB") == true)
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (20 << 30, "20 GiB"),
        ((1 << 30) - 1, "1023.9 MiB"),
        (5000 << 40, "5000 TiB"),
    ])
    func `it is written in the largest unit that it fills`(_ bytes: Int, _ text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func `as JSON it is a text or a number, and comes back`() throws {
        #expect(try JSONValue.string("1KiB").decode(ByteCount.self) == ByteCount(1024))
        let written = try JSONValue(encoding: ByteCount(5))
        #expect(try written.decode(ByteCount.self) == ByteCount(5))
        #expect(throws: (any Error).self) { try JSONValue.integer(-1).decode(ByteCount.self) }
    }
}
