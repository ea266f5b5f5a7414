/// Where a fork's files come from.
public struct JobOrigin: Sendable, Hashable, Codable {
    public let jobID: Job.ID
    public let snapshot: Snapshot
    /// What the first job of the line began with, e.g. the host folder as it was imported.
    public let root: Snapshot
}

extension Job {
    /// What a fork of this job begins with.
    /// - Parameter id: Nil: the job's files as they are now.
    /// - Throws: `.notFound` for a snapshot that isn't this job's.
    public func origin(at id: Snapshot.ID?) throws(AirlockError) -> JobOrigin {
        JobOrigin(jobID: self.id, snapshot: try id.map(snapshot(named:)) ?? snapshot, root: root)
    }

    /// What the job's files, or those of the first job that it was forked from, began with.
    public var root: Snapshot { request?.origin?.root ?? history.first?.snapshot ?? .empty }

    /// - Throws: `.notFound` for a snapshot that isn't this job's.
    public func snapshot(named id: Snapshot.ID) throws(AirlockError) -> Snapshot {
        guard let found = history.first(where: { $0.id == id }) else {
            throw AirlockError(
                .notFound, "the job \(self.id) has no snapshot \(id.prefix(64))",
                hint: "airlock jobs snapshots \(self.id)")
        }
        return found.snapshot
    }
}
