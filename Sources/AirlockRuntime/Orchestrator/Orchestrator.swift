public import AirlockCore

/// What the server and the command line ask of a running Airlock: tool calls, jobs, answers. One per state folder.
public actor Orchestrator {
    let parts: OrchestratorParts
    let hub: EventHub
    let journal: Journal
    let desk: CallDesk
    let runner: JobRunner
    /// What goes on in the background: jobs by id, calls and settlements by request id.
    var background: [String: Task<Void, Never>] = [:]
    private var newest: [String: Int] = [:]
    private var startCount = 0

    public init(_ parts: OrchestratorParts) {
        self.parts = parts
        hub = EventHub(parts.log)
        journal = Journal(hub: hub, audit: parts.audit, world: parts.world)
        let pipeline = StepPipeline(
            toolbox: parts.toolbox, policy: parts.policy, sandbox: parts.sandbox, waitingRoom: parts.waitingRoom,
            journal: journal, patienceSeconds: parts.patienceSeconds)
        desk = CallDesk(toolbox: parts.toolbox, pipeline: pipeline, journal: journal, lanes: JobLanes())
        runner = JobRunner(
            planning: parts.planning, model: parts.model, desk: desk,
            research: ResearchSteps(readers: parts.readers, artifacts: parts.artifacts, journal: journal),
            requests: parts.requests, exporter: parts.exporter, exports: parts.exports, journal: journal)
    }

    /// Sorted by name: for OpenAPI and MCP.
    public nonisolated var toolSpecs: [ToolSpec] { parts.toolbox.specs }

    /// Waits until nothing goes on in the background; cancels it first.
    public func shutDown() async {
        while let (id, task) = background.first {
            for other in background.values { other.cancel() }
            await task.value
            if background[id] == task { background[id] = nil }
        }
    }

    func start(_ id: String, _ work: @escaping @Sendable () async -> Void) {
        let before = background[id]
        startCount += 1
        let number = startCount
        newest[id] = number
        background[id] = Task {
            await withTaskCancellationHandler {
                await before?.value
            } onCancel: {
                before?.cancel()
            }
            await work()
            self.finished(id, number)
        }
    }

    private func finished(_ id: String, _ number: Int) {
        guard newest[id] == number else { return }
        newest[id] = nil
        background[id] = nil
    }

    func startJob(_ id: Job.ID) {
        let (runner, hub) = (runner, hub)
        start(id) {
            do {
                try await runner.advance(id)
            } catch {
                await hub.fail(id, AirlockError(error, otherwise: .unavailable))
            }
        }
    }

    /// The job of an owner's calls that belong to no other; made when it is first needed.
    func standingJob(of owner: String) async throws -> Job.ID {
        let id = Self.standingPrefix + owner
        guard try await hub.job(id)?.request == nil else { return id }
        let request = JobRequest(
            task: "direct", constraints: [], outputFormat: .report, workspace: nil, owner: owner)
        try await hub.append(.created(request, base: .empty), to: id)
        return id
    }

    static let standingPrefix = "direct."
}

/// Everything that the orchestrator stands on; put together by the composition root.
public struct OrchestratorParts: Sendable {
    public var world: World
    public var toolbox: Toolbox
    public var policy: Policy
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
        world: World, toolbox: Toolbox, policy: Policy, sandbox: any Sandbox, exporter: any Exporter,
        importer: @escaping @Sendable (String?) async throws -> Snapshot, inspector: any BranchInspector,
        archive: any SnapshotArchive, layerBudget: Int, log: any EventLog, audit: any AuditLog,
        waitingRoom: any WaitingRoom,
        requests: any RequestIndex, artifacts: any ArtifactStore, readers: [any SourceReader],
        model: (any LanguageModel)?, planning: PlanningOptions, exports: String,
        isVacant: @escaping @Sendable (String) throws -> Bool, patienceSeconds: Int
    ) {
        self.world = world
        self.toolbox = toolbox
        self.policy = policy
        self.sandbox = sandbox
        self.exporter = exporter
        self.importer = importer
        self.inspector = inspector
        self.archive = archive
        self.layerBudget = layerBudget
        self.log = log
        self.audit = audit
        self.waitingRoom = waitingRoom
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
