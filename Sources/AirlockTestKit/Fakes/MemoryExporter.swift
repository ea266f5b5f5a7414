public import AirlockCore

/// Exports nothing, and remembers what it was asked for.
public actor MemoryExporter: Exporter {
    public private(set) var exports: [Export] = []

    public init() {}

    public func export(_ snapshot: Snapshot, to folder: String) -> Export {
        let export = Export(folder: folder, files: 0, repositories: [], skipped: [])
        exports.append(export)
        return export
    }

    public func apply(
        _ snapshot: Snapshot, since base: Snapshot, to folder: String, isTrial: Bool
    ) -> AppliedExport {
        AppliedExport(folder: folder, changes: [], conflicts: [], skipped: [], isApplied: !isTrial)
    }
}
