/// How a person wants a job's files out on the host.
public struct JobExportRequest: Sendable, Hashable {
    /// Absolute; nil: the job's own folder among the exports.
    public let folder: String?
    /// Only say what would be done.
    public let isTrial: Bool

    public init(folder: String?, isTrial: Bool) {
        self.folder = folder
        self.isTrial = isTrial
    }
}

/// What came of it.
public struct JobExport: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// Into a new or an empty folder.
        case copied(Export)
        /// Into a folder that held something, or a trial.
        case applied(AppliedExport)
    }

    public let jobID: Job.ID
    public let snapshot: Snapshot
    public let outcome: Outcome

    public init(jobID: Job.ID, snapshot: Snapshot, outcome: Outcome) {
        self.jobID = jobID
        self.snapshot = snapshot
        self.outcome = outcome
    }
}
