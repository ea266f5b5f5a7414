public import AirlockCore

/// Looks back at the snapshots of a ``MemorySandbox``; collects nothing, and remembers what it was asked to keep.
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
        let (before, after) = (try await files(at: older), try await files(at: newer))
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().map { path in
            let kind: FileChange.Kind =
                if after[path] == nil { .deleted } else if before[path] == nil { .added } else { .changed }
            return FileChange(
                path: path, kind: kind, type: .file, mode: after[path] == nil ? 0 : 0o644,
                size: after[path]?.count ?? 0, sha256: after[path].map { SHA256.hex($0) })
        }
    }

    public func diff(from older: Snapshot, to newer: Snapshot, limit: Int) async throws -> String {
        let lines = try await changes(from: older, to: newer).map { "\($0.kind) \($0.path) (\($0.size) bytes)\n" }
        return String(decoding: lines.joined().utf8.prefix(limit), as: UTF8.self)
    }

    public func read(_ path: WorkspacePath, at snapshot: Snapshot, limit: Int) async throws -> [UInt8] {
        guard let bytes = try await files(at: snapshot)[path.description] else {
            throw AirlockError(.notFound, "no file \(path)")
        }
        guard bytes.count <= limit else { throw AirlockError(.limitExceeded, "\(path) is over \(limit) bytes") }
        return bytes
    }

    public func collect(keeping kept: Set<Snapshot>, budget: Int) -> LayerCollection {
        collections.append((kept, budget))
        return collection
    }

    private func files(at snapshot: Snapshot) async throws -> [String: [UInt8]] {
        guard let files = await sandbox.files(at: snapshot) else {
            throw AirlockError(.notFound, "no snapshot \(snapshot.id)")
        }
        return files
    }
}
