import CSandbox

/// Keeps the head and the tail of a stream, counts and hashes all of it. Holds at most one and a half times its limit.
struct OutputCapture: Sendable {
    /// Bytes kept, head and tail together.
    let limit: Int
    /// Bytes seen.
    private(set) var total = 0
    private var hash = airlock_sha256_state()
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

    init(limit: Int) {
        self.limit = max(limit, 0)
        airlock_sha256_begin(&hash)
    }

    private var headLimit: Int { limit / 2 }
    private var tailLimit: Int { limit - headLimit }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        total += bytes.count
        bytes.withUnsafeBytes { airlock_sha256_add(&hash, $0.baseAddress, $0.count) }
        let fits = min(headLimit - head.count, bytes.count)
        head += bytes.prefix(fits)
        tail += bytes.dropFirst(fits)
        if tail.count > tailLimit * 2 { tail.removeFirst(tail.count - tailLimit) }
    }

    /// Lower-case hex SHA-256 of everything seen so far, also of what was not kept.
    var sha256: String {
        var (hash, hex) = (hash, [CChar](repeating: 0, count: 65))
        airlock_sha256_end(&hash, &hex)
        return String(decoding: hex.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
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
