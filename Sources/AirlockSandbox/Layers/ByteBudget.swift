import AirlockCore

/// Bytes of files that one piece of work may read, by their sizes: a sparse file of a terabyte costs its writer nothing, but
/// hours to whoever hashes or copies it.
struct ByteBudget: Sendable {
    private let limit: Int
    private var left: Int

    init(_ limit: Int = 16 << 30) {
        self.limit = limit
        left = limit
    }

    /// Takes these bytes if there are as many left.
    mutating func takes(_ bytes: Int) -> Bool {
        guard bytes <= left else { return false }
        left -= bytes
        return true
    }

    /// - Parameter work: What goes over the limit, for the message.
    /// - Throws: `.limitExceeded`.
    mutating func take(_ bytes: Int, for work: String) throws(AirlockError) {
        left -= max(bytes, 0)
        guard left >= 0 else {
            throw AirlockError(
                .limitExceeded, "\(work) hold more than \(limit >> 20) MiB",
                hint: "remove large files, also sparse ones, or work on fewer at a time")
        }
    }
}
