public import AirlockCore

extension Orchestrator {
    /// Bytes of a diff between two snapshots.
    private static let diffLimit = 256 << 10

    /// Makes an earlier snapshot the job's files again. What is left stays in the list: rolling back to it is the undo. A
    /// question whose base is no longer the job's is measured anew when it is answered.
    /// - Throws: `.notFound` for an unknown job, or a snapshot that isn't this job's; `.conflict` while something runs in it.
    public func rollBack(_ id: Job.ID, to snapshot: Snapshot.ID) async throws -> Job {
        let target = try await resting(id).snapshot(named: snapshot)
        let (journal, lanes) = (journal, desk.lanes)
        try await sheltered {
            try await lanes.pass(id) {
                guard let left = try await journal.hub.job(id)?.snapshot, left != target else { return }
                try await journal.steered("rollback", ["snapshot_id": .string(target.id)], on: left, of: id) {
                    try await journal.record(.rolledBack(from: left, to: target), of: id)
                }
            }
        }
        return try await found(id)
    }

    /// Either may be the older one in time.
    /// - Throws: `.notFound` for an unknown job, or a snapshot that isn't this job's; `.limitExceeded` for too many changes.
    public func compare(
        _ id: Job.ID, from older: Snapshot.ID, to newer: Snapshot.ID
    ) async throws -> SnapshotComparison {
        let job = try await found(id)
        let (from, to) = (try job.snapshot(named: older), try job.snapshot(named: newer))
        return SnapshotComparison(
            older: from, newer: to, changes: try await parts.archive.changes(from: from, to: to),
            diff: try await parts.archive.diff(from: from, to: to, limit: Self.diffLimit))
    }

    /// The job, while nothing runs in it.
    private func resting(_ id: Job.ID) async throws -> Job {
        let job = try await found(id)
        let isAtRest = job.status.isFinal || job.status == .waiting
        guard job.openCalls.isEmpty, isAtRest || background[id] == nil else {
            throw AirlockError(
                .conflict, "the job \(id) is at work", hint: "wait until it ends, or stop it: airlock jobs cancel \(id)"
            )
        }
        // It wrote its last event; what is left of it ends at once.
        await background[id]?.value
        return job
    }
}
