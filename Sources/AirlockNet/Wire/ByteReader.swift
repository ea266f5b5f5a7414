import NIOCore

/// What a client sends, in order, with what was read and not used yet.
struct ByteReader {
    typealias Stream = NIOAsyncChannelInboundStream<ByteBuffer>

    private(set) var buffer = ByteBuffer()
    private var iterator: Stream.AsyncIterator

    /// - Parameter stream: Nobody else may read it.
    init(_ stream: Stream) { iterator = stream.makeAsyncIterator() }

    /// Waits for more bytes and puts them behind those in ``buffer``.
    /// - Returns: false at the end of the stream.
    mutating func readMore() async throws -> Bool {
        guard var more = try await iterator.next() else { return false }
        if buffer.readableBytes == 0 {
            buffer = more
        } else {
            buffer.writeBuffer(&more)
        }
        return true
    }

    /// What is there, else what comes next; nil at the end of the stream.
    mutating func next() async throws -> ByteBuffer? {
        while buffer.readableBytes == 0 {
            guard try await readMore() else { return nil }
        }
        return take(buffer.readableBytes)
    }

    /// The first `count` bytes of ``buffer``, or all if it has fewer.
    mutating func take(_ count: Int) -> ByteBuffer? {
        buffer.readSlice(length: min(count, buffer.readableBytes))
    }

    mutating func next(of body: inout ChunkedBody) throws(Refusal) -> ByteBuffer? {
        try body.next(from: &buffer)
    }

    /// A request's head, up to and with the empty line.
    /// - Returns: nil if the stream ends before its first byte.
    mutating func head(maximumBytes: Int) async throws -> [UInt8]? {
        var scanned = 0
        while true {
            let bytes = buffer.readableBytesView
            // No method begins otherwise; so what speaks TLS or nonsense is answered at once.
            if let first = bytes.first, !(0x41...0x5a).contains(first) { throw Refusal.malformed("it is not HTTP") }
            if let end = bytes.dropFirst(max(0, scanned - 3)).firstRange(of: [0x0d, 0x0a, 0x0d, 0x0a]) {
                let count = end.upperBound - bytes.startIndex
                guard count <= maximumBytes else { break }
                return buffer.readBytes(length: count)
            }
            guard bytes.count < maximumBytes else { break }
            scanned = bytes.count
            guard try await readMore() else {
                if scanned == 0 { return nil }
                throw Refusal.malformed("it ends within its head")
            }
        }
        throw Refusal(.headTooLarge, "the head of the request has more than \(maximumBytes) bytes")
    }
}
