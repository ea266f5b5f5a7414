import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite struct StepPipelineTests {
    let sandbox = MemorySandbox(["a": [1]])
    let world = World.ticking()
    let waitingRoom: MemoryWaitingRoom
    let log: MemoryEventLog
    let journal: Journal
    let toolbox = Toolbox([WriteProbe(), RunProbe()])
    let permits = MemoryPermits()

    init() {
        waitingRoom = MemoryWaitingRoom()
        log = MemoryEventLog(now: world.now)
        journal = Journal(hub: EventHub(log), audit: MemoryAuditLog(), world: world)
    }

    @Test func `a denied call opens no branch`() async throws {
        let git = try WorkspacePath(".git")
        let error = await #expect(throws: AirlockError.self) {
            try await perform([.writes(below: git, .deny)], write("x", to: ".git/config"))
        }
        #expect(error?.code == .denied)
        #expect(error?.message.contains("deny.writes") == true)
        #expect(await sandbox.trials == 0)
    }

    @Test func `an allowed outcome is kept at once`() async throws {
        let phase = try await perform([.writes(below: .root, .allow)], write("x", to: "b"))
        #expect(phase == .done(ToolOutput(["bytes": 1]), Snapshot(id: "s1")))
        #expect(await sandbox.files(at: Snapshot(id: "s1")) == ["a": [1], "b": Array("x".utf8)])
    }

    @Test func `a call that changes nothing does not move the snapshot`() async throws {
        let allow = Rule { _ in Opinion(.allow, rule: "allow.test", reason: "test") }
        let phase = try await perform([allow], run("true"))
        #expect(phase == .done(ToolOutput(["decision": "allow", "exit_code": 0]), sandbox.base))
    }

    @Test func `what was approved is what is kept, and it ran once, also after a restart`() async throws {
        let question = try await asked(write("x", to: "b"))
        let card = try #require(question.card)
        _ = try await waitingRoom.settle(question.id, as: .approved, at: world.now())
        let phase = try await pipeline([]).resolve(Approval(card, granted: true), card, ticket: ticket)
        #expect(phase == .done(ToolOutput(["bytes": 1]), Snapshot(id: "s1")))
        #expect(await sandbox.trials == 1)
    }

    @Test func `a rejected outcome is dropped, and a second answer is refused`() async throws {
        let question = try await asked(write("x", to: "a"))
        let card = try #require(question.card)
        _ = try await waitingRoom.settle(question.id, as: .rejected, at: world.now())
        let rejected = await #expect(throws: AirlockError.self) {
            try await pipeline([]).resolve(Approval(card, granted: false), card, ticket: ticket)
        }
        let late = await #expect(throws: AirlockError.self) {
            try await waitingRoom.settle(question.id, as: .approved, at: world.now())
        }
        #expect(rejected?.code == .rejected)
        #expect(late?.code == .conflict)
        #expect(await sandbox.openBranches == 0)
        #expect(await sandbox.files(at: sandbox.base) == ["a": [1]])
    }

    @Test func `an answer to another card opens nothing`() async throws {
        let first = try #require(try await asked(write("x", to: "a")).card)
        let second = try #require(try await asked(write("y", to: "a"), id: "call-2").card)
        let error = await #expect(throws: AirlockError.self) {
            try await pipeline([]).resolve(Approval(first, granted: true), second, ticket: ticket)
        }
        #expect(error?.code == .conflict)
    }

    @Test func `if the files moved on since the card, it is measured and asked anew`() async throws {
        let card = try #require(try await asked(write("x", to: "b")).card)
        guard case .done(_, let moved) = try await perform([.writes(below: .root, .allow)], write("y", to: "c"), "c2")
        else {
            Issue.record("an allowed write did not go through")
            return
        }
        let later = StepPipeline.Ticket(jobID: "job", base: moved, owner: "me", role: .user)
        let phase = try await pipeline([]).resolve(Approval(card, granted: true), card, ticket: later)
        guard case .waiting(let again) = phase, case .keep(let branch, _)? = again.card?.question else {
            Issue.record("a stale approval was honoured: \(phase)")
            return
        }
        #expect(branch.base == moved)
        #expect(again.card?.binding != card.binding)
    }

    @Test func `what cannot be contained runs only after it was approved`() async throws {
        let prepared = try toolbox.prepare(
            id: "call", tool: "run_probe", arguments: ["cmd": "touch b"], asDangerous: true)
        let rules = [Rule.leavesTheMachine, .writes(below: .root, .allow), Self.commands(.allow)]
        guard case .waiting(let question) = try await pipeline(rules).perform(prepared, ticket: ticket),
            let card = question.card
        else {
            Issue.record("it ran unasked")
            return
        }
        #expect(await sandbox.trials == 0)
        let phase = try await pipeline(rules).resolve(Approval(card, granted: true), card, ticket: ticket)
        #expect(phase == .done(ToolOutput(["decision": "ask", "exit_code": 0]), Snapshot(id: "s1")))
    }

    @Test func `a program that fails is a result, and leaves the files as they were`() async throws {
        let phase = try await perform([Self.commands(.allow)], run("false"))
        #expect(phase == .done(ToolOutput(["decision": "allow", "exit_code": 1], exitStatus: 1), sandbox.base))
        #expect(await sandbox.openBranches == 0)
    }

    @Test func `a preview that fails asks nothing`() async throws {
        let phase = try await perform([Self.commands(.ask)], run("frobnicate"))
        guard case .done(let output, _) = phase else {
            Issue.record("a failed preview asked")
            return
        }
        #expect(output.exitStatus == 127)
        #expect(try await waitingRoom.list(.withdrawn, limit: 9, after: nil).count == 1)
        #expect(await sandbox.openBranches == 0)
    }

    @Test func `a call that does more than its rule allows is asked about`() async throws {
        let phase = try await perform([Self.commands(.allow)], run("touch elsewhere"))
        guard case .waiting(let question) = phase else {
            Issue.record("it went through")
            return
        }
        #expect(question.card?.call.tool == "run_probe")
    }

    private var ticket: StepPipeline.Ticket {
        StepPipeline.Ticket(jobID: "job", base: sandbox.base, owner: "me", role: .user)
    }

    private static func commands(_ decision: Decision) -> Rule {
        Rule { if case .command = $0 { Opinion(decision, rule: "\(decision).test", reason: "test") } else { nil } }
    }

    private func pipeline(
        _ rules: [Rule], version: String = "1", environment: String = "e"
    ) -> StepPipeline {
        StepPipeline(
            toolbox: toolbox, policy: Policy(version: version, rules: rules), permits: permits.permits,
            environment: environment, sandbox: sandbox, waitingRoom: waitingRoom, journal: journal, patienceSeconds: 60)
    }

    private func perform(_ rules: [Rule], _ call: (String, JSONValue), _ id: String = "call-1") async throws
        -> StepPipeline.Phase
    {
        let prepared = try toolbox.prepare(id: id, tool: call.0, arguments: call.1)
        return try await pipeline(rules).perform(prepared, ticket: ticket)
    }

    private func asked(_ call: (String, JSONValue), id: String = "call-1") async throws -> WaitingQuestion {
        guard case .waiting(let question) = try await perform([], call, id) else {
            throw AirlockError(.backendFailed, "an unknown call did not wait")
        }
        return question
    }

    private func write(_ text: String, to path: String) -> (String, JSONValue) {
        ("write_probe", ["path": .string(path), "content": .string(text)])
    }

    private func run(_ cmd: String) -> (String, JSONValue) { ("run_probe", ["cmd": .string(cmd)]) }
}
