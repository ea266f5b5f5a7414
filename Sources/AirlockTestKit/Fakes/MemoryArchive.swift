public import AirlockCore

/// A ``MemorySandbox`` that collects nothing, and remembers what it was asked to keep.
public actor MemoryArchive: SnapshotArchive {
    public private(set) var collections: [(kept: Set<Snapshot>, budget: Int)] = []
    private let sandbox: MemorySandbox
    private let collection: LayerCollection

    /// - Parameter collection: What each collection says it did.
    public init(
        _ sandbox: MemorySandbox,
        collection: LayerCollection = LayerCollection(removed: [], freedBytes: 0, leftBytes: 0)
    ) {
        self.sandbox = sandbox
        self.collection = collection
    }

    public func changes(from older: Snapshot, to newer: Snapshot) async throws -> [FileChange] {
        try await sandbox.changes(from: older, to: newer)
    }

    public func diff(from older: Snapshot, to newer: Snapshot, limit: Int) async throws -> String {
        try await sandbox.diff(from: older, to: newer, limit: limit)
    }

    public func read(_ path: WorkspacePath, at snapshot: Snapshot, limit: Int) async throws -> [UInt8] {
        try await sandbox.read(path, at: snapshot, limit: limit)
    }

    public func collect(keeping kept: Set<Snapshot>, budget: Int) -> LayerCollection {
        collections.append((kept, budget))
        return collection
    }
}
