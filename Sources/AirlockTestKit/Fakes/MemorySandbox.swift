public import AirlockCore

/// Files in memory, one dictionary a snapshot. ``Snapshot/empty`` has none; files given to `init` are ``base``.
public actor MemorySandbox: Sandbox, BranchInspector, SnapshotArchive {
    /// What the sandbox starts with: ``Snapshot/empty`` if no files were given.
    public nonisolated let base: Snapshot
    private let programs: [String: MemoryProgram]
    private var snapshots: [Snapshot: MemoryFiles]
    private var sealed: [SealedBranch.ID: MemoryFiles] = [:]
    /// How many trials ran, ever.
    public private(set) var trials = 0
    /// Branches that were promoted, ever, also those that changed nothing.
    public private(set) var promotions = 0

    /// - Parameters:
    ///   - files: Content by path.
    ///   - programs: By name, besides `true`, `false` and `touch`. Any other name ends with 127.
    public init(_ files: [String: [UInt8]] = [:], programs: [String: MemoryProgram] = [:]) {
        base = files.isEmpty ? .empty : Snapshot(id: "s0")
        self.programs = programs
        snapshots = [.empty: [:]]
        snapshots[base] = files.mapValues { MemoryFile($0, executable: false) }
    }

    public func tryOut(_ trial: consuming Trial, on base: Snapshot) async throws -> (ToolOutput, SealedBranch) {
        guard let before = snapshots[base] else { throw AirlockError(.notFound, "no snapshot \(base.id)") }
        trials += 1
        let id = "b\(trials)"
        let workspace = MemoryWorkspace(before, programs: programs)
        let output = try await trial.run(in: workspace)
        let after = await workspace.files
        let effect = Self.measure(before, after, runs: await workspace.runs)
        sealed[id] = after
        return (output, SealedBranch(id: id, base: base, effect: effect))
    }

    public func promote(_ promotion: consuming Promotion) throws -> Snapshot {
        let branch = promotion.branch
        guard let files = sealed.removeValue(forKey: branch.id) else {
            throw AirlockError(.conflict, "branch \(branch.id) was promoted or dropped before")
        }
        promotions += 1
        guard !branch.effect.changes.isEmpty else { return branch.base }
        let snapshot = Snapshot(id: "s\(branch.id.dropFirst())")
        snapshots[snapshot] = files
        return snapshot
    }

    public func drop(_ branch: SealedBranch.ID) { sealed[branch] = nil }

    public func diff(of branch: SealedBranch, limit: Int) throws -> String {
        guard sealed[branch.id] != nil else { throw AirlockError(.notFound, "no branch \(branch.id)") }
        return Self.text(of: branch.effect.changes, limit: limit)
    }

    public func changes(from older: Snapshot, to newer: Snapshot) throws -> [FileChange] {
        Self.changes(try known(older), try known(newer))
    }

    public func diff(from older: Snapshot, to newer: Snapshot, limit: Int) throws -> String {
        Self.text(of: try changes(from: older, to: newer), limit: limit)
    }

    public func read(_ path: WorkspacePath, at snapshot: Snapshot, limit: Int) async throws -> [UInt8] {
        try await MemoryWorkspace(try known(snapshot), programs: [:]).read(path, limit: limit)
    }

    /// Removes nothing: all of it was made since the process started.
    public func collect(keeping kept: Set<Snapshot>, budget: Int) -> LayerCollection {
        let bytes = snapshots.values.flatMap(\.values).reduce(0) { $0 + $1.bytes.count }
        return LayerCollection(removed: [], freedBytes: 0, leftBytes: bytes)
    }

    /// Contents by path; nil for an unknown snapshot.
    public func files(at snapshot: Snapshot) -> [String: [UInt8]]? { snapshots[snapshot]?.mapValues(\.bytes) }

    /// Branches that nobody promoted or dropped yet.
    public var openBranches: Int { sealed.count }

    private func known(_ snapshot: Snapshot) throws -> MemoryFiles {
        guard let files = snapshots[snapshot] else { throw AirlockError(.notFound, "no snapshot \(snapshot.id)") }
        return files
    }

    private static func measure(_ before: MemoryFiles, _ after: MemoryFiles, runs: [ProgramRun]) -> MeasuredEffect {
        let changes = changes(before, after)
        let digest = (try? JSONValue(encoding: changes))?.sha256 ?? ""
        return MeasuredEffect(changes: changes, runs: runs, digest: digest)
    }

    private static func changes(_ before: MemoryFiles, _ after: MemoryFiles) -> [FileChange] {
        Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted().compactMap { path in
            FileChange(path: path, before: before[path]?.state, after: after[path]?.state)
        }
    }

    private static func text(of changes: [FileChange], limit: Int) -> String {
        let lines = changes.map { "\($0.kind) \($0.path) (\($0.size) bytes)\n" }
        return String(decoding: lines.joined().utf8.prefix(limit), as: UTF8.self)
    }
}
