import AirlockCore
import AirlockServer

/// `/full` is a folder whose `a.txt` the host changed too.
extension FakeDesk: SnapshotDesk {
    func rollBack(_ id: Job.ID, to snapshot: Snapshot.ID) throws -> Job {
        let job = try known(id)
        let target = try job.snapshot(named: snapshot)
        guard job.openCalls.isEmpty else { throw AirlockError(.conflict, "it is at work") }
        tell(.rolledBack(from: job.snapshot, to: target), of: id)
        return try known(id)
    }

    func compare(_ id: Job.ID, from older: Snapshot.ID, to newer: Snapshot.ID) throws -> SnapshotComparison {
        let job = try known(id)
        let changes = (0..<1001).map {
            FileChange(path: "f\($0)", kind: .added, type: .file, mode: 0o644, size: 1, sha256: "ab", before: nil)
        }
        return SnapshotComparison(
            older: try job.snapshot(named: older), newer: try job.snapshot(named: newer), changes: changes,
            diff: "+hello\n")
    }

    func export(_ id: Job.ID, _ request: JobExportRequest) throws -> JobExport {
        let job = try known(id)
        guard request.folder == "/full" || request.isTrial else {
            let copy = Export(
                folder: request.folder ?? "/exports/\(id)", files: 3,
                repositories: [.init(path: "site", commitHash: "c0ffee", branch: "main")], skipped: ["link"])
            return JobExport(jobID: id, snapshot: job.snapshot, outcome: .copied(copy))
        }
        guard request.isTrial else { throw AirlockError(.conflict, "changed there too: a.txt") }
        let folder = FileChange(path: "d", kind: .added, type: .folder, mode: 0o755, size: 0, sha256: nil, before: nil)
        let file = FileChange(path: "d/b", kind: .added, type: .file, mode: 0o644, size: 2, sha256: "cd", before: nil)
        let applied = AppliedExport(
            folder: request.folder ?? "", changes: [folder, file], conflicts: ["a.txt"], skipped: ["link"],
            isApplied: false)
        return JobExport(jobID: id, snapshot: job.snapshot, outcome: .applied(applied))
    }

    private func known(_ id: Job.ID) throws -> Job {
        guard let job = job(id) else { throw AirlockError(.notFound, "no job \(id)") }
        return job
    }
}
