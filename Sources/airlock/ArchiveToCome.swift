import AirlockCore

/// Stands where the sandbox's own archive is going to stand: looks back at nothing and removes nothing.
struct ArchiveToCome: SnapshotArchive {
    func changes(from older: Snapshot, to newer: Snapshot) throws -> [FileChange] { throw Self.missing }

    func diff(from older: Snapshot, to newer: Snapshot, limit: Int) throws -> String { throw Self.missing }

    func read(_ path: WorkspacePath, at snapshot: Snapshot, limit: Int) throws -> [UInt8] { throw Self.missing }

    func collect(keeping kept: Set<Snapshot>, budget: Int) -> LayerCollection {
        LayerCollection(removed: [], freedBytes: 0, leftBytes: 0)
    }

    private static let missing = AirlockError(.unavailable, "snapshots can't be compared yet")
}
