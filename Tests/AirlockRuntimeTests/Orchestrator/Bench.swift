import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Synchronization
import Testing

/// An orchestrator over parts in memory, and the parts to look at.
struct Bench {
    let orchestrator: Orchestrator
    let sandbox: MemorySandbox
    let archive: MemoryArchive
    let exporter: MemoryExporter
    let log: MemoryEventLog
    let waitingRoom = MemoryWaitingRoom()
    let audit = MemoryAuditLog()
    let permits = MemoryPermits()
    let clock = HandClock()

    init(
        sandbox: MemorySandbox = MemorySandbox(), log: MemoryEventLog? = nil, model: (any LanguageModel)? = nil,
        search: any SearchProvider & SourceReader = NoSearch(), archive: MemoryArchive? = nil,
        exporter: MemoryExporter = MemoryExporter(), gate: Gate? = nil,
        tools: [any Tool]? = nil, actions: Set<String> = ["shell_exec"],
        room: ((MemoryWaitingRoom) -> any WaitingRoom)? = nil
    ) {
        let clock = clock
        let world = World(now: { clock.now }, newID: World.ticking().newID)
        self.sandbox = sandbox
        self.archive = archive ?? MemoryArchive(sandbox)
        self.exporter = exporter
        self.log = log ?? MemoryEventLog(now: world.now)
        let commands = Rule {
            if case .command(let text, _) = $0, text.hasPrefix("touch") {
                Opinion(.allow, rule: "allow.touch", reason: "test")
            } else {
                nil
            }
        }
        let rules = [
            .harmless, .leavesTheMachine, commands,
            Rule.writes(below: .root, .allow),
        ]
        orchestrator = Orchestrator(
            OrchestratorParts(
                world: world, toolbox: Toolbox(tools ?? [WriteProbe(), RunProbe(), ShellProbe(gate: gate)]),
                policy: Policy(version: "1", rules: rules), permissions: permits.permits, environment: "e",
                sandbox: sandbox, exporter: exporter,
                importer: { $0 == nil ? .empty : sandbox.base }, inspector: sandbox, archive: self.archive,
                layerBudget: Self.layerBudget, log: self.log, audit: audit,
                waitingRoom: room?(waitingRoom) ?? waitingRoom,
                questions: waitingRoom, requests: MemoryRequests(),
                artifacts: MemoryArtifactStore(), readers: [search], model: model,
                planning: PlanningOptions(
                    actions: actions, templates: ["python"], allowedPrograms: ["touch", "true", "false"]),
                exports: "/exports", isVacant: { !$0.hasPrefix("/full") },
                patienceSeconds: 60))
    }

    static let layerBudget = 1 << 30

    func call(
        _ tool: String, _ arguments: JSONValue, id: String? = nil, dangerous: Bool = false, wait: Duration = .zero
    ) async -> ToolResponse {
        await orchestrator.call(
            .init(
                requestID: id, tool: tool, arguments: arguments, jobID: nil, owner: "me", asDangerous: dangerous,
                keepsOnFailure: false), wait: wait)
    }

    func submit(
        _ task: String, _ format: JobRequest.OutputFormat = .report, workspace: String? = nil, origin: JobOrigin? = nil
    ) async throws -> Job {
        try await orchestrator.submit(
            JobRequest(
                task: task, constraints: [], outputFormat: format, workspace: workspace, origin: origin, owner: "me"))
    }

    /// The job when it next ends or waits, after `seq`.
    func settled(_ id: Job.ID, after seq: Int = 0) async throws -> Job {
        for try await case .event(let record) in try await orchestrator.follow(id, after: seq) {
            switch record.event {
            case .ended, .waiting: return try #require(try await orchestrator.job(id))
            default: continue
            }
        }
        return try #require(try await orchestrator.job(id))
    }

    /// The outcome of a request once it no longer waits.
    func outcome(of id: String) async throws -> ToolResponse {
        for try await case .event(let record) in try await orchestrator.follow("direct.me", after: 0) {
            if case .responded(let response) = record.event, response.requestID == id, response.status != .pending {
                return response
            }
        }
        throw AirlockError(.notFound, id)
    }
}

/// `shell_exec` as a planner knows it, over programs in memory.
struct ShellProbe: Tool {
    /// What each run waits for.
    let gate: Gate?

    struct Arguments: Codable, Sendable {
        var cmd: String
        var cwd: String?
    }

    static let spec = ToolSpec(
        name: "shell_exec", summary: "Run one program.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["cmd"],
            "properties": ["cmd": ["type": "string"], "cwd": ["type": "string"]],
        ],
        examples: [["cmd": "true"]])

    func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.command(arguments.cmd)] }

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let limits = Limits(
            wallSeconds: 10, cpuSeconds: 10, outputBytes: 1 << 16, memoryBytes: 1 << 30, processes: 64,
            openFiles: 256, fileBytes: 1 << 20, layerBytes: 1 << 30, inodes: 100_000)
        await gate?.pass()
        let argv = arguments.cmd.split(separator: " ").map(String.init)
        let result = try await context.workspace.run(Program(argv, limits: limits))
        return ToolOutput(["exit_code": .integer(Int64(result.exitStatus))], exitStatus: result.exitStatus)
    }
}

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let time = Mutex(Timestamp(millisecondsSince1970: 1_767_225_600_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

struct NoSearch: SearchProvider, SourceReader {
    let name = "none"

    func search(_ query: String, limit: Int) -> [SearchResult] { [] }

    func read(_ url: String) throws -> SourceText { throw AirlockError(.notFound, url) }
}
