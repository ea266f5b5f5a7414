public import AirlockCore

/// Everything that the orchestrator stands on; put together by the composition root.
public struct OrchestratorParts: Sendable {
    public var world: World
    public var toolbox: Toolbox
    public var policy: Policy
    public var permissions: Permits
    /// Digest of what programs run in; cards bind to it.
    public var environment: String
    public var sandbox: any Sandbox
    public var exporter: any Exporter
    /// Makes the base of a job's files from a host folder; nil: no files.
    public var importer: @Sendable (String?) async throws -> Snapshot
    public var inspector: any BranchInspector
    public var archive: any SnapshotArchive
    /// Bytes that layers may take on the disk before those that no job needs are removed.
    public var layerBudget: Int
    public var log: any EventLog
    public var audit: any AuditLog
    public var waitingRoom: any WaitingRoom
    /// The same questions as the waiting room's.
    public var questions: any QuestionLedger
    public var requests: any RequestIndex
    public var artifacts: any ArtifactStore
    public var readers: [any SourceReader]
    /// Nil: plans are made by keywords and facts found by rank.
    public var model: (any LanguageModel)?
    public var planning: PlanningOptions
    /// Absolute host folder for exports, one folder a job.
    public var exports: String
    /// Whether a host folder, named by its absolute path, is new or empty.
    /// - Throws: `.invalidRequest` for a place where nothing may be written.
    public var isVacant: @Sendable (String) throws -> Bool
    /// Seconds that a person has to answer a card.
    public var patienceSeconds: Int

    public init(
        world: World, toolbox: Toolbox, policy: Policy, permissions: Permits, environment: String,
        sandbox: any Sandbox, exporter: any Exporter,
        importer: @escaping @Sendable (String?) async throws -> Snapshot, inspector: any BranchInspector,
        archive: any SnapshotArchive, layerBudget: Int, log: any EventLog, audit: any AuditLog,
        waitingRoom: any WaitingRoom, questions: any QuestionLedger,
        requests: any RequestIndex, artifacts: any ArtifactStore, readers: [any SourceReader],
        model: (any LanguageModel)?, planning: PlanningOptions, exports: String,
        isVacant: @escaping @Sendable (String) throws -> Bool, patienceSeconds: Int
    ) {
        self.world = world
        self.toolbox = toolbox
        self.policy = policy
        self.permissions = permissions
        self.environment = environment
        self.sandbox = sandbox
        self.exporter = exporter
        self.importer = importer
        self.inspector = inspector
        self.archive = archive
        self.layerBudget = layerBudget
        self.log = log
        self.audit = audit
        self.waitingRoom = waitingRoom
        self.questions = questions
        self.requests = requests
        self.artifacts = artifacts
        self.readers = readers
        self.model = model
        self.planning = planning
        self.exports = exports
        self.isVacant = isVacant
        self.patienceSeconds = patienceSeconds
    }
}
