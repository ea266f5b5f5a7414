public import AirlockCore

extension OverlaySandbox: SnapshotArchive {
    public func changes(from older: Snapshot, to newer: Snapshot) async throws -> [FileChange] {
        let store = store
        return try await onOwnThread { try store.differences(from: older, to: newer).map(\.change) }
    }

    public func diff(from older: Snapshot, to newer: Snapshot, limit: Int) async throws -> String {
        let store = store
        return try await onOwnThread {
            try BranchDiff.text(
                of: try store.differences(from: older, to: newer).map(\.change), from: try store.view(of: older),
                to: try store.view(of: newer), limit: limit)
        }
    }

    public func read(_ path: WorkspacePath, at snapshot: Snapshot, limit: Int) async throws -> [UInt8] {
        let store = store
        return try await onOwnThread { try store.view(of: snapshot).read(path, limit: limit) }
    }

    public func collect(keeping kept: Set<Snapshot>, budget: Int) async throws -> LayerCollection {
        let store = store
        return try await onOwnThread { try store.collect(keeping: kept, budget: budget) }
    }
}

extension LayerStore {
    func differences(from older: Snapshot, to newer: Snapshot) throws -> [SnapshotComparison.Difference] {
        try SnapshotComparison.differences(
            from: try view(of: older), to: try view(of: newer), limits: MeasureLimits())
    }
}
