public import AirlockCore

/// `POST /jobs/{id}/export`. Of each list the first 1,000 are shown.
public struct JobExportView: Sendable {
    public let export: JobExport

    public init(_ export: JobExport) { self.export = export }

    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "job_id": .string(export.jobID), "snapshot_id": .string(export.snapshot.id), "repositories": [],
            "changes": [], "conflicts": [],
        ]
        switch export.outcome {
        case .copied(let copy):
            members["folder"] = .string(copy.folder)
            members["dry_run"] = false
            members["files"] = JSONValue(copy.files)
            members["repositories"] = .array(copy.repositories.map { JSONValue(wire: $0) })
            members["skipped"] = ChangeList.items(copy.skipped)
        case .applied(let applied):
            members["folder"] = .string(applied.folder)
            members["dry_run"] = .bool(!applied.isApplied)
            members["files"] = JSONValue(applied.changes.count { $0.type != .folder })
            members["changes"] = ChangeList.items(applied.changes)
            members["conflicts"] = ChangeList.items(applied.conflicts)
            members["skipped"] = ChangeList.items(applied.skipped)
        }
        return .object(members)
    }
}
