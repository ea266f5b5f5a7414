import NIOCore

/// A connection whose bytes go on elsewhere. Each direction waits for its reader and ends by itself.
struct BytePipe: Sendable {
    typealias Input = NIOAsyncChannelInboundStream<ByteBuffer>

    private let stream: NIOAsyncChannel<ByteBuffer, Never>

    /// To be called on the event loop of a channel that is open.
    init(_ channel: any Channel) throws {
        stream = try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)))
    }

    /// - Parameter work: Gets what comes in, which only one may read. The connection is closed when it returns.
    func withInput(_ work: (Input) async throws -> Void) async throws {
        try await stream.executeThenClose(work)
    }

    /// Returns when the kernel has taken all of it, so nothing is lost if the connection is closed then.
    func write(_ bytes: ByteBuffer) async throws {
        try await stream.channel.writeAndFlush(bytes).get()
    }

    /// Tells the other side that nothing follows; it may go on sending.
    func finish() { stream.channel.close(mode: .output, promise: nil) }

    func close() { stream.channel.close(promise: nil) }

    /// Closes this one as soon as `other` is closed.
    func closes(with other: BytePipe) {
        other.stream.channel.closeFuture.whenComplete { [stream] _ in stream.channel.close(promise: nil) }
    }

    /// Ends what comes in after `limit`, if the timer isn't cancelled before.
    func endInput(after limit: Duration) -> Scheduled<Void> {
        stream.channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { [stream] in
            stream.channel.close(mode: .input, promise: nil)
        }
    }
}
