import NIOCore
import NIOPosix

/// A web server on a loopback port whose answers tests write, byte for byte.
final class TestSite: Sendable {
    struct Answer: Sendable {
        var status = "200 OK"
        var fields = ["Content-Type: text/html; charset=utf-8"]
        var body: [UInt8] = []
        /// Sent again and again after the body, as many times.
        var more: (piece: String, count: Int)?
        /// Between those.
        var pause = Duration.zero

        static func page(_ html: String) -> Answer { Answer(body: Array(html.utf8)) }
        static func text(_ text: String, status: String = "200 OK") -> Answer {
            Answer(status: status, fields: ["Content-Type: text/plain"], body: Array(text.utf8))
        }
        static func redirect(to url: String) -> Answer {
            Answer(status: "302 Found", fields: ["Location: \(url)"])
        }
    }

    /// What it answers to a method and a path with its query.
    struct Plan: Sendable {
        let answer: @Sendable (_ method: String, _ path: String) -> Answer

        static func answering(_ answer: @escaping @Sendable (_ method: String, _ path: String) -> Answer) -> Plan {
            Plan(answer: answer)
        }
    }

    let port: Int
    private let listener: any Channel

    /// - Parameter answer: Gets the method and the path with its query.
    init(
        on group: any EventLoopGroup, _ answer: @escaping @Sendable (_ method: String, _ path: String) -> Answer
    ) async throws {
        listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let stream = try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    Task { try? await Self.serve(stream, answer) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    func close() async { try? await listener.close().get() }

    private static func serve(
        _ stream: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ answer: @Sendable (String, String) -> Answer
    ) async throws {
        try await stream.executeThenClose { input, output in
            var head = ""
            for try await bytes in input {
                head += String(buffer: bytes)
                if head.contains("\r\n\r\n") { break }
            }
            let words = head.split(separator: " ").map(String.init)
            guard words.count > 2 else { return }
            let answer = answer(words[0], words[1])
            var start = "HTTP/1.1 \(answer.status)\r\nConnection: close\r\n"
            for field in answer.fields { start += field + "\r\n" }
            if answer.more == nil { start += "Content-Length: \(answer.body.count)\r\n" }
            try await output.write(ByteBuffer(bytes: Array((start + "\r\n").utf8) + answer.body))
            if let more = answer.more {
                let piece = ByteBuffer(string: more.piece)
                for _ in 0..<more.count {
                    // Until the socket has taken it: what only waits to be sent is lost when the connection is closed.
                    try await stream.channel.writeAndFlush(piece).get()
                    if answer.pause > .zero { try await Task.sleep(for: answer.pause) }
                }
            }
        }
    }
}
