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
    /// Answers that are being taken right now, by question.
    var answering: [WaitingQuestion.ID: [Bool]] = [:]
    private var newest: [String: Int] = [:]
    private var startCount = 0

    public init(_ parts: OrchestratorParts) {
        self.parts = parts
        hub = EventHub(parts.log)
        journal = Journal(hub: hub, audit: parts.audit, world: parts.world)
        let pipeline = StepPipeline(
            toolbox: parts.toolbox, policy: parts.policy, permits: parts.permissions,
            environment: parts.environment, sandbox: parts.sandbox, waitingRoom: parts.waitingRoom, journal: journal,
            patienceSeconds: parts.patienceSeconds)
        desk = CallDesk(
            toolbox: parts.toolbox, pipeline: pipeline, journal: journal, lanes: JobLanes(), ledger: parts.questions)
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
