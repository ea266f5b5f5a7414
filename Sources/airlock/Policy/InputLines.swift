import Foundation

/// Lines of standard input as they are: bytes that aren't UTF-8 become replacement characters, and a carriage return stays.
/// Each is given as soon as it is there.
struct InputLines: Sequence, IteratorProtocol {
    private var buffer: [UInt8] = []
    private var at = 0
    private var isAtEnd = false

    /// Without its newline; nil at the end.
    mutating func next() -> String? {
        var searched = at
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { at = end + 1 }
                return String(decoding: buffer[at..<end], as: UTF8.self)
            }
            guard !isAtEnd else { break }
            buffer.removeFirst(at)
            at = 0
            searched = buffer.count
            let more = FileHandle.standardInput.availableData
            isAtEnd = more.isEmpty
            buffer += more
        }
        guard at < buffer.count else { return nil }
        defer { at = buffer.count }
        return String(decoding: buffer[at...], as: UTF8.self)
    }
}
