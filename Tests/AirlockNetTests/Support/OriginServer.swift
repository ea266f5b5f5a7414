import NIOCore
import NIOPosix
import Synchronization

@testable import AirlockNet

/// A server on a loopback port that plays one part for each connection.
final class OriginServer: Sendable {
    typealias Part = @Sendable (inout ByteReader, BytePipe) async throws -> Void

    let port: Int
    private let listener: any Channel
    private let counter: Counter

    /// - Parameter play: The connection is closed when it returns.
    static func start(on group: any EventLoopGroup, _ play: @escaping Part) async throws -> OriginServer {
        let counter = Counter()
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                counter.increase()
                return channel.eventLoop.makeCompletedFuture {
                    let pipe = try BytePipe(channel)
                    Task {
                        try? await pipe.withInput { input in
                            var reader = ByteReader(input)
                            try await play(&reader, pipe)
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return OriginServer(listener: listener, counter: counter)
    }

    private init(listener: any Channel, counter: Counter) {
        self.listener = listener
        self.counter = counter
        port = listener.localAddress?.port ?? 0
    }

    var connections: Int { counter.value }

    func close() async { try? await listener.close().get() }
}

final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increase() { count.withLock { $0 += 1 } }
}

extension ByteReader {
    /// All that comes until the end of the stream.
    mutating func rest() async throws -> [UInt8] {
        var all = ByteBuffer()
        while var more = try await next() { all.writeBuffer(&more) }
        return all.readBytes(length: all.readableBytes) ?? []
    }

    mutating func headText() async throws -> String {
        String(decoding: try await head(maximumBytes: 1 << 20) ?? [], as: UTF8.self)
    }

    /// Exactly as many bytes, or fewer at the end of the stream.
    mutating func bytes(_ count: Int) async throws -> [UInt8] {
        while buffer.readableBytes < count, try await readMore() {}
        var taken = take(count) ?? ByteBuffer()
        return taken.readBytes(length: taken.readableBytes) ?? []
    }
}

extension BytePipe {
    func send(_ text: String) async throws { try await write(ByteBuffer(string: text)) }
    func send(_ bytes: [UInt8]) async throws { try await write(ByteBuffer(bytes: bytes)) }
}
