public import AirlockCore

/// `GET /jobs/{id}/snapshots/{a}/diff/{b}`.
public struct ComparisonView: Sendable {
    public let jobID: Job.ID
    public let comparison: SnapshotComparison

    public init(_ comparison: SnapshotComparison, of jobID: Job.ID) {
        self.comparison = comparison
        self.jobID = jobID
    }

    /// `changes` holds the first 1,000 of `changes_total`.
    public var json: JSONValue {
        [
            "job_id": .string(jobID), "from": .string(comparison.older.id), "to": .string(comparison.newer.id),
            "changes": ChangeList.items(comparison.changes), "changes_total": JSONValue(comparison.changes.count),
            "diff": .string(comparison.diff),
        ]
    }
}
