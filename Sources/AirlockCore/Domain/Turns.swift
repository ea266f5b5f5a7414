/// Lets work happen one at a time, in the order that it came, also across its own waiting.
public actor Turns {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init() {}

    /// Waits for its turn, whether or not it is cancelled meanwhile, and then does the work.
    public func next<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T {
        if isTaken { await withCheckedContinuation { waiting.append($0) } } else { isTaken = true }
        // Whoever leaves hands its turn over.
        defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
        try Task.checkCancellation()
        return try await work()
    }
}
