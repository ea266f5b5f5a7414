/// A sealed state of a job's files: an immutable chain of layers, named by its newest.
public struct Snapshot: Sendable, Hashable, Codable, Identifiable {
    public let id: String
    public init(id: String) { self.id = id }

    /// No files at all: where a job without a host folder starts.
    public static let empty = Snapshot(id: "empty")
}

/// A branch after its run: it can't change any more, and waits to be promoted or dropped. Outlives the process.
public struct SealedBranch: Sendable, Hashable, Codable, Identifiable {
    public let id: String
    public let base: Snapshot
    public let effect: MeasuredEffect

    public init(id: String, base: Snapshot, effect: MeasuredEffect) {
        self.id = id
        self.base = base
        self.effect = effect
    }
}
