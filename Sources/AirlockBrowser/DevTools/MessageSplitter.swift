/// Cuts what a browser says into messages, each of which ends with a NUL byte.
struct MessageSplitter {
    private var rest: [UInt8] = []
    /// Bytes of a message that is too long are thrown away up to its end.
    private var isSkipping = false
    private let maximumBytes: Int

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// - Returns: The messages that are whole now, without those that are too long.
    mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var pieces = bytes.split(separator: 0, omittingEmptySubsequences: false)[...]
        guard let last = pieces.popLast() else { return [] }
        for piece in pieces {
            if !isSkipping, rest.count + piece.count <= maximumBytes { messages.append(rest + piece) }
            rest = []
            isSkipping = false
        }
        if isSkipping || rest.count + last.count > maximumBytes {
            rest = []
            isSkipping = true
        } else {
            rest += last
        }
        return messages.filter { !$0.isEmpty }
    }
}
