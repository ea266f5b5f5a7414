/// Looks back at snapshots, and tidies away what nothing needs.
public protocol SnapshotArchive: Sendable {
    /// What one would have to do to the files of `older` to get those of `newer`, sorted by path. Either may be the older
    /// one in time.
    /// - Throws: `.notFound` for an unknown snapshot, `.limitExceeded` for too many changes.
    func changes(from older: Snapshot, to newer: Snapshot) async throws -> [FileChange]

    /// The same as a unified diff of text files, one line each for the others; cut at `limit` bytes with a line that says
    /// how much is left out.
    /// - Throws: As ``changes(from:to:)``.
    func diff(from older: Snapshot, to newer: Snapshot, limit: Int) async throws -> String

    /// Reads one file of a snapshot, as ``Workspace/read(_:limit:)`` does.
    func read(_ path: WorkspacePath, at snapshot: Snapshot, limit: Int) async throws -> [UInt8]

    /// Removes layers that no snapshot of `kept` stands on, oldest first, until all layers together take at most `budget` bytes
    /// on the disk. What was made since this process started always stays.
    func collect(keeping kept: Set<Snapshot>, budget: Int) async throws -> LayerCollection
}

/// What a collection of unneeded layers did.
public struct LayerCollection: Sendable, Hashable, Codable {
    /// Ids of layers, oldest first.
    public let removed: [String]
    public let freedBytes: Int
    /// What the layers that stay take on the disk.
    public let leftBytes: Int

    public init(removed: [String], freedBytes: Int, leftBytes: Int) {
        self.removed = removed
        self.freedBytes = freedBytes
        self.leftBytes = leftBytes
    }
}
