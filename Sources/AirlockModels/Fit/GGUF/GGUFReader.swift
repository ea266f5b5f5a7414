import AirlockCore
import Foundation

/// Reads the front of a GGUF file piece by piece, in the order in which things stand there (the GGUF specification of ggml,
/// `docs/gguf.md`; versions 2 and 3, little-endian). It believes no length: whatever a file claims, no more than
/// ``mostBytes`` are read and no more than one piece is held.
struct GGUFReader {
    /// The front of a file: more than four times what the largest vocabulary known takes.
    static let mostBytes = 64 << 20
    /// Key/value pairs, and tensors, each.
    static let mostEntries = 65_536
    /// Bytes of a text that is kept; the longest known are chat templates.
    static let mostText = 1 << 20
    /// Numbers of an array that are kept: one a layer.
    static let keptItems = 1024

    private static let piece = 256 << 10
    private let file: FileHandle
    private var buffer: [UInt8] = []
    private var next = 0
    /// Where the reader stands in the file.
    private(set) var position = 0

    init(_ file: FileHandle) { self.file = file }

    mutating func byte() throws -> UInt8 {
        try need(1)
        defer { advance(1) }
        return buffer[next]
    }

    /// Little-endian.
    mutating func number<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        let size = MemoryLayout<T>.size
        try need(size)
        var value: T = 0
        for index in 0..<size { value |= T(truncatingIfNeeded: buffer[next + index]) << T(8 * index) }
        advance(size)
        return value
    }

    /// A count or a size.
    /// - Parameter most: What is believed.
    mutating func count(_ what: String, most: Int) throws -> Int {
        let value = try number(UInt64.self)
        guard let count = Int(exactly: value), count <= most else {
            throw AirlockError(.invalidRequest, "it claims \(value) \(what), \(most) are accepted")
        }
        return count
    }

    mutating func text(most: Int = mostText) throws -> String {
        let length = try count("bytes of text", most: most)
        var bytes: [UInt8] = []
        while bytes.count < length {
            try need(1)
            let part = min(length - bytes.count, buffer.count - next)
            bytes += buffer[next..<next + part]
            advance(part)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AirlockError(.invalidRequest, "a text in it is not UTF-8")
        }
        return text
    }

    mutating func value() throws -> GGUFValue { try value(ofType: Int(number(UInt32.self))) }

    private mutating func value(ofType type: Int) throws -> GGUFValue {
        switch type {
        case 0: .integer(Int(try byte()))
        case 1: .integer(Int(try number(Int8.self)))
        case 2: .integer(Int(try number(UInt16.self)))
        case 3: .integer(Int(try number(Int16.self)))
        case 4: .integer(Int(try number(UInt32.self)))
        case 5: .integer(Int(try number(Int32.self)))
        case 6: .real(Double(Float(bitPattern: try number(UInt32.self))))
        case 7: .flag(try byte() != 0)
        case 8: .text(try text())
        case 9: try array()
        case 10: .integer(Int(clamping: try number(UInt64.self)))
        case 11: .integer(Int(try number(Int64.self)))
        case 12: .real(Double(bitPattern: try number(UInt64.self)))
        default: throw AirlockError(.invalidRequest, "it has a value of the unknown type \(type)")
        }
    }

    /// Arrays of arrays are refused: no model has any.
    private mutating func array() throws -> GGUFValue {
        let type = Int(try number(UInt32.self))
        guard type != 9 else { throw AirlockError(.invalidRequest, "it has an array of arrays") }
        let count = try count("items of an array", most: Self.mostBytes)
        guard count > Self.keptItems || type == 8 else {
            var items: [GGUFValue] = []
            for _ in 0..<count { items.append(try value(ofType: type)) }
            return .list(items)
        }
        if type == 8 {
            for _ in 0..<count { try skip(try self.count("bytes of text", most: Self.mostText)) }
        } else {
            let sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
            guard sizes.indices.contains(type) else {
                throw AirlockError(.invalidRequest, "it has an array of the unknown type \(type)")
            }
            try skip(count * sizes[type])
        }
        return .skipped(count: count)
    }

    private mutating func skip(_ count: Int) throws {
        var left = count
        while left > 0 {
            try need(1)
            let part = min(left, buffer.count - next)
            advance(part)
            left -= part
        }
    }

    /// Sees to it that so many bytes are in the buffer.
    private mutating func need(_ count: Int) throws {
        guard buffer.count - next < count else { return }
        guard position + count <= Self.mostBytes else {
            throw AirlockError(.invalidRequest, "its front is over \(Self.mostBytes >> 20) MiB")
        }
        buffer.removeFirst(next)
        next = 0
        while buffer.count < count {
            guard let more = try file.read(upToCount: Self.piece), !more.isEmpty else {
                throw AirlockError(.invalidRequest, "it ends within its front, after \(position) bytes")
            }
            buffer += more
        }
    }

    private mutating func advance(_ count: Int) {
        next += count
        position += count
    }
}
