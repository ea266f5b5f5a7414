/// Where a call happens: in which job, and on which files.
public struct CallPlace: Sendable, Hashable {
    public let jobID: Job.ID
    public let base: Snapshot

    public init(jobID: Job.ID, base: Snapshot) {
        self.jobID = jobID
        self.base = base
    }
}
