/// Keeps the head and the tail of a stream, and counts the rest. Holds at most one and a half times its limit.
struct OutputCapture: Sendable {
    /// Bytes kept, head and tail together.
    let limit: Int
    /// Bytes seen.
    private(set) var total = 0
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

    init(limit: Int) { self.limit = max(limit, 0) }

    private var headLimit: Int { limit / 2 }
    private var tailLimit: Int { limit - headLimit }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        total += bytes.count
        let fits = min(headLimit - head.count, bytes.count)
        head += bytes.prefix(fits)
        tail += bytes.dropFirst(fits)
        if tail.count > tailLimit * 2 { tail.removeFirst(tail.count - tailLimit) }
    }

    /// All of it, or the head, a line that says how much is missing, and the tail.
    var bytes: [UInt8] {
        guard total > limit else { return head + tail }
        let cut = total - limit
        return head + Array("\n[… \(cut) bytes cut …]\n".utf8) + tail.suffix(tailLimit)
    }

    /// The newest bytes, at most `limit`.
    var newest: [UInt8] { total > limit ? Array(tail.suffix(tailLimit)) : head + tail }
}
