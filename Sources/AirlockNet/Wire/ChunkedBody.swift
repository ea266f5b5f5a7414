import NIOCore

/// Reads a chunked body (RFC 9112, 7.1) piece by piece, strictly: no chunk extensions, no trailers, no bare LF.
struct ChunkedBody {
    private enum Expected {
        case size(digits: [UInt8])
        case endOfSize(Int)
        case data(left: Int)
        case endOfData
        case endOfBody
        case nothing
    }

    private var expected = Expected.size(digits: [])

    /// Whether the last chunk was read; what follows belongs to nobody.
    var isComplete: Bool { if case .nothing = expected { true } else { false } }

    /// - Returns: The next bytes of the body, or nil if `buffer` has to grow first or the body is complete.
    mutating func next(from buffer: inout ByteBuffer) throws(Refusal) -> ByteBuffer? {
        while buffer.readableBytes > 0 {
            switch expected {
            case .size(let digits): expected = try readSize(digits, from: &buffer)
            case .data(let left):
                let piece = buffer.readSlice(length: min(left, buffer.readableBytes))
                let rest = left - (piece?.readableBytes ?? 0)
                expected = rest > 0 ? .data(left: rest) : .endOfData
                return piece
            case .endOfSize(let size):
                guard try readLineEnd(from: &buffer) else { return nil }
                expected = size > 0 ? .data(left: size) : .endOfBody
            case .endOfData:
                guard try readLineEnd(from: &buffer) else { return nil }
                expected = .size(digits: [])
            case .endOfBody:
                guard try readLineEnd(from: &buffer) else { return nil }
                expected = .nothing
            case .nothing: return nil
            }
        }
        return nil
    }

    /// One digit, or the CR after the last; at most 8, which is 4 GiB.
    private func readSize(_ digits: [UInt8], from buffer: inout ByteBuffer) throws(Refusal) -> Expected {
        let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) ?? 0
        if byte == 0x0d, let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) { return .endOfSize(size) }
        guard digits.count < 8,
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        else { throw .malformed("the size of a chunk is not a number") }
        buffer.moveReaderIndex(forwardBy: 1)
        return .size(digits: digits + [byte])
    }

    /// - Returns: false if there are too few bytes yet.
    private func readLineEnd(from buffer: inout ByteBuffer) throws(Refusal) -> Bool {
        guard let end = buffer.readBytes(length: min(2, buffer.readableBytes)), end[0] == 0x0d else {
            throw .malformed("a chunk doesn't end where it says")
        }
        guard end.count == 2 else {
            buffer.moveReaderIndex(to: buffer.readerIndex - 1)
            return false
        }
        guard end[1] == 0x0a else { throw .malformed("a chunk doesn't end where it says") }
        return true
    }
}
