public import AirlockCore

extension Orchestrator {
    /// Takes a job's files out to the host, as they are now: into a new or an empty folder as a copy; into any other by
    /// bringing over what changed since the job, or the first one that it was forked from, began.
    /// - Throws: `.notFound`; `.conflict` that names the paths which the host changed too, and then nothing is written;
    ///   `.invalidRequest` for a place where nothing may be written.
    public func export(_ id: Job.ID, _ request: JobExportRequest) async throws -> JobExport {
        let job = try await found(id)
        let isVacant = try request.folder.map(parts.isVacant) ?? true
        let outcome: JobExport.Outcome
        if request.isTrial {
            outcome = .applied(try await trial(job, to: request.folder ?? "\(parts.exports)/\(id)", isVacant))
        } else {
            outcome = try await carryOut(job, to: request.folder, isVacant)
        }
        return JobExport(jobID: id, snapshot: job.snapshot, outcome: outcome)
    }

    /// Copying writes all that the snapshot holds.
    private func trial(_ job: Job, to folder: String, _ isVacant: Bool) async throws -> AppliedExport {
        guard isVacant else {
            return try await parts.exporter.apply(job.snapshot, since: job.root, to: folder, isTrial: true)
        }
        let all = try await parts.archive.changes(from: .empty, to: job.snapshot)
        let isTaken = { (change: FileChange) in change.type == .file || change.type == .folder }
        return AppliedExport(
            folder: folder, changes: all.filter(isTaken), conflicts: [],
            skipped: all.filter { !isTaken($0) }.map(\.path), isApplied: false)
    }

    /// Goes on when its caller goes away, so that what was done is in the log.
    private func carryOut(_ job: Job, to folder: String?, _ isVacant: Bool) async throws -> JobExport.Outcome {
        let (journal, runner, exporter) = (journal, runner, parts.exporter)
        return try await sheltered {
            try await journal.steered(
                "export", ["folder": folder.map(JSONValue.string) ?? .null], on: job.snapshot, of: job.id
            ) {
                guard let folder, !isVacant else {
                    let export =
                        if let folder { try await exporter.export(job.snapshot, to: folder) } else {
                            try await runner.export(job)
                        }
                    try await journal.record(.exported(export), of: job.id)
                    return .copied(export)
                }
                let applied = try await exporter.apply(job.snapshot, since: job.root, to: folder, isTrial: false)
                let event = Event.applied(folder: folder, job.snapshot, files: applied.changes.count)
                try await journal.record(event, of: job.id)
                return .applied(applied)
            }
        }
    }
}
