public import AirlockCore

/// Exports nothing, and remembers what it was asked for.
public actor MemoryExporter: Exporter {
    public private(set) var exports: [Export] = []
    public private(set) var applied: [(snapshot: Snapshot, base: Snapshot, outcome: AppliedExport)] = []
    private let conflicts: [String]

    /// - Parameter conflicts: Paths that the host is said to have changed too.
    public init(conflicts: [String] = []) { self.conflicts = conflicts }

    public func export(_ snapshot: Snapshot, to folder: String) -> Export {
        let export = Export(folder: folder, files: 0, repositories: [], skipped: [])
        exports.append(export)
        return export
    }

    public func apply(
        _ snapshot: Snapshot, since base: Snapshot, to folder: String, isTrial: Bool
    ) throws -> AppliedExport {
        guard isTrial || conflicts.isEmpty else {
            throw AirlockError(.conflict, "the folder changed too: \(conflicts.joined(separator: ", "))")
        }
        let outcome = AppliedExport(
            folder: folder, changes: [], conflicts: conflicts, skipped: [], isApplied: !isTrial)
        applied.append((snapshot, base, outcome))
        return outcome
    }
}
