public import AirlockCore
public import AirlockRuntime

/// What HTTP needs of a running Airlock, by capability.
public typealias Desk = CallDesk & JobDesk & JobWatch & SnapshotDesk & ApprovalDesk & PermissionDesk & QuestionDesk
    & ModelDesk

/// Runs tool calls.
public protocol CallDesk: Sendable {
    /// Never throws: every failure is an envelope with `status: error`.
    func call(_ request: Orchestrator.CallRequest, wait: Duration) async -> ToolResponse
    /// - Parameter owner: Name of the token that asked; nil finds every request.
    func response(_ requestID: String, owner: String?) async throws -> ToolResponse?
}

/// Begins and steers jobs.
public protocol JobDesk: Sendable {
    func submit(_ request: JobRequest) async throws -> Job
    func job(_ id: Job.ID) async throws -> Job?
    /// Newest first.
    func jobs(limit: Int) async throws -> [Job]
    func cancel(_ id: Job.ID) async throws -> Job
    func retry(_ id: Job.ID) async throws -> Job
}

/// Follows and sums up jobs.
public protocol JobWatch: Sendable {
    /// Ends with the job.
    func follow(_ id: Job.ID, after seq: Int) async throws -> AsyncThrowingStream<JobUpdate, any Error>
    func report(_ id: Job.ID) async throws -> Report
}

/// Moves between the states of a job's files, and takes them out.
public protocol SnapshotDesk: Sendable {
    func rollBack(_ id: Job.ID, to snapshot: Snapshot.ID) async throws -> Job
    func compare(_ id: Job.ID, from older: Snapshot.ID, to newer: Snapshot.ID) async throws -> SnapshotComparison
    func export(_ id: Job.ID, _ request: JobExportRequest) async throws -> JobExport
}

/// Shows and answers what waits for a person.
public protocol ApprovalDesk: Sendable {
    /// Newest first, those older than `after`.
    func questions(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) async throws -> [WaitingQuestion]
    func question(_ id: WaitingQuestion.ID) async throws -> WaitingQuestion?
    func diff(of question: WaitingQuestion) async throws -> String
    func decide(
        _ id: WaitingQuestion.ID, granted: Bool, comment: String?, lease: LeaseTerms?
    ) async throws -> WaitingQuestion
}

/// Shows, gives and ends what is permitted beforehand.
public protocol PermissionDesk: Sendable {
    /// Newest first.
    func leases(limit: Int) async throws -> [Lease]
    func lend(_ hosts: [String], to jobID: Job.ID, _ terms: LeaseTerms, by lender: String) async throws -> Lease
    func revokeLease(_ id: Lease.ID) async throws
    /// - Parameter expiresIn: Seconds.
    func grant(
        _ patterns: [[String]], in jobID: Job.ID, uses: Int, expiresIn: Int, by issuer: String
    ) async throws -> (token: String, grant: WhitelistGrant)
    /// Newest first.
    func grants(limit: Int) async throws -> [GrantRecord]
    func revokeGrant(_ id: WhitelistGrant.ID) async throws
}

/// Asks a person on a program's behalf.
public protocol QuestionDesk: Sendable {
    func ask(
        requestID: String, description: String, effects: [String], timeoutSeconds: Int, owner: String
    ) async throws -> WaitingQuestion
    func question(requestID: String) async throws -> WaitingQuestion?
}

/// Asks the model.
public protocol ModelDesk: Sendable {
    /// What would answer at present.
    func profile() async throws -> ModelProfile
    func answer(
        _ request: ModelRequest, owner: String, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer
}

extension Orchestrator: CallDesk, JobDesk, JobWatch, SnapshotDesk, ApprovalDesk, PermissionDesk,
    QuestionDesk, ModelDesk
{}
