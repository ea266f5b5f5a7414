/// What one would have to do to the files of one snapshot to get those of another.
public struct SnapshotComparison: Sendable, Hashable {
    public let older: Snapshot
    public let newer: Snapshot
    /// Sorted by path.
    public let changes: [FileChange]
    /// Unified, and cut at a limit with a line that says so.
    public let diff: String

    public init(older: Snapshot, newer: Snapshot, changes: [FileChange], diff: String) {
        self.older = older
        self.newer = newer
        self.changes = changes
        self.diff = diff
    }
}
