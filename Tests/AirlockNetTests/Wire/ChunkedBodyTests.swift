import NIOCore
import Testing

@testable import AirlockNet

@Suite struct ChunkedBodyTests {
    /// The body, and what is left behind it; nil if it isn't whole.
    private func read(_ text: String, pieces: Int) throws -> (body: String, rest: String)? {
        var chunks = ChunkedBody()
        var buffer = ByteBuffer()
        var body = ""
        var input = Array(text.utf8)[...]
        while !chunks.isComplete {
            if let bytes = try chunks.next(from: &buffer) {
                body += String(buffer: bytes)
            } else if !chunks.isComplete {
                guard !input.isEmpty else { return nil }
                buffer.writeBytes(input.prefix(pieces))
                input = input.dropFirst(pieces)
            }
        }
        return (body, String(buffer: buffer) + String(decoding: input, as: UTF8.self))
    }

    @Test(arguments: [1, 2, 3, 1000])
    func `a body is read in whatever pieces it comes, and not beyond its end`(pieces: Int) throws {
        let read = try read("5\r\nhello\r\n00A\r\n, my world\r\n1\r\n!\r\n0\r\n\r\nGET", pieces: pieces)
        #expect(read?.body == "hello, my world!" && read?.rest == "GET")
        let empty = try self.read("0\r\n\r\n", pieces: pieces)
        #expect(empty?.body == "" && empty?.rest == "")
        #expect(try self.read("5\r\nhello\r\n0\r\n", pieces: pieces) == nil)
    }

    @Test(arguments: [
        "\r\n", "g\r\n", "-1\r\n", "+1\r\na", " 1\r\na", "1 \r\na", "1;x\r\na\r\n", "0x1\r\na", "1\na\r\n0\r\n\r\n",
        "1\r\nab\r\n", "1\r\na\n0\r\n\r\n", "1\r\na\rb", "0\r\nX: y\r\n\r\n", "0\r\n\n", "100000000\r\n",
    ])
    func `what two programs could read in two ways is refused`(text: String) {
        for pieces in [1, 1000] {
            #expect(throws: Refusal.self) { try read(text, pieces: pieces) }
        }
    }
}
