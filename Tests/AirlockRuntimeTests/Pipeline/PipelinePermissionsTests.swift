import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

/// What the pipeline makes of what was permitted beforehand, and of what changed since a card was shown.
@Suite struct PipelinePermissionsTests {
    let sandbox = MemorySandbox(
        ["script": [1]],
        programs: [
            "pwsh": { _, _ in .ended(0) },
            "frobnicate": { _, files in
                files["made"] = [1, 2, 3]
                return .ended(0)
            },
            "sweep": { _, files in
                files["script"] = nil
                return .ended(0)
            },
        ])
    let world = World.ticking()
    let waitingRoom = MemoryWaitingRoom()
    let log: MemoryEventLog
    let audit = MemoryAuditLog()
    let journal: Journal
    let permits = MemoryPermits()
    let toolbox = Toolbox([WriteProbe(), TokenProbe()])

    init() {
        log = MemoryEventLog(now: world.now)
        journal = Journal(hub: EventHub(log), audit: audit, world: world)
    }

    @Test func `the first two uses of PowerShell wait, unpreviewed, and are counted when they ran`() async throws {
        for number in 0..<2 {
            #expect(await permits.uses.counts()[.powershell] ?? 0 == number)
            let card = try await card(of: try await perform("pwsh -c x", id: "c\(number)"))
            #expect(card.opinion.rule == "ask.first-uses")
            #expect(await sandbox.trials == number)
            #expect(try await answer(card).isDone)
        }
        #expect(await permits.uses.counts() == [.powershell: 2])
        #expect(try await perform("pwsh -c x", id: "c3").isDone)
    }

    @Test func `a first use that was rejected is not counted`() async throws {
        let card = try await card(of: try await perform("pwsh -c x"))
        await #expect(throws: AirlockError.self) { try await answer(card, granted: false) }
        #expect(await permits.uses.counts() == [:])
        #expect(await sandbox.trials == 0)
    }

    @Test func `an approved run that deletes what its card didn't show is asked about again`() async throws {
        let first = try await card(of: try await perform("sweep", dangerous: true))
        #expect(await sandbox.trials == 0)
        let again = try await card(of: try await answer(first))
        #expect(again.opinion.rule == "ask.beyond-card")
        #expect(again.opinion.reason == "beyond what the card showed: deleted \"script\"")
        #expect(try await answer(again).isDone)
        #expect(await sandbox.trials == 1)
    }

    @Test func `a file tool's approved run may change what its card names`() async throws {
        let prepared = try toolbox.prepare(
            id: "c", tool: "write_probe", arguments: ["path": "a/b", "content": "x"], asDangerous: true)
        let card = try await card(of: try await pipeline().perform(prepared, ticket: ticket))
        #expect(try await answer(card).isDone)
    }

    @Test(arguments: [("2", "e"), ("1", "e2")])
    func `policy or environment changed since the card: a new question`(version: String, environment: String)
        async throws
    {
        for isDangerous in [false, true] {
            let id = "c-\(version)-\(environment)-\(isDangerous)"
            let rule = Self.commands(.ask)
            let shown = try await card(
                of: try await perform("frobnicate", id: id, dangerous: isDangerous, rules: [rule]))
            let later = pipeline([rule], version: version, environment: environment)
            let phase = try await later.resolve(Approval(shown, granted: true), shown, ticket: ticket)
            let again = try await card(of: phase)
            #expect(again.binding != shown.binding)
            #expect(again.policyVersion == version && again.environment == environment)
        }
        #expect(await sandbox.promotions == 0)
    }

    @Test func `the script or another file changed since the card: a new question`() async throws {
        for isDangerous in [false, true] {
            let rule = Self.commands(.ask)
            let shown = try await card(of: try await perform("frobnicate", dangerous: isDangerous, rules: [rule]))
            let write = try toolbox.prepare(
                id: "w\(isDangerous)", tool: "write_probe",
                arguments: ["path": "script", "content": .string("\(isDangerous)")])
            guard case .done(_, let moved) = try await pipeline().perform(write, ticket: ticket) else {
                Issue.record("the write waited")
                return
            }
            let later = StepPipeline.Ticket(jobID: "job", base: moved, owner: "me", role: .user)
            let phase = try await pipeline([rule]).resolve(Approval(shown, granted: true), shown, ticket: later)
            #expect(try await card(of: phase).binding != shown.binding)
        }
    }

    @Test func `a policy that denies meanwhile is obeyed, though it was approved`() async throws {
        let shown = try await card(of: try await perform("frobnicate", rules: [Self.commands(.ask)]))
        let error = await #expect(throws: AirlockError.self) {
            try await pipeline([Self.commands(.deny)], version: "2").resolve(
                Approval(shown, granted: true), shown, ticket: ticket)
        }
        #expect(error?.code == .denied)
        #expect(await sandbox.openBranches == 0)
    }

    @Test func `a stale card that is rejected is rejected`() async throws {
        let shown = try await card(of: try await perform("frobnicate", rules: [Self.commands(.ask)]))
        let error = await #expect(throws: AirlockError.self) {
            try await pipeline([], version: "2").resolve(Approval(shown, granted: false), shown, ticket: ticket)
        }
        #expect(error?.code == .rejected)
    }

    @Test func `a whitelist token allows its command as often as it says, and then says that it is used up`()
        async throws
    {
        let token = try await permits.grants.issue(grant(uses: 2))
        let ask = [Self.commands(.ask)]
        for number in 0..<2 {
            #expect(try await perform("frobnicate", id: "c\(number)", token: token, rules: ask).isDone)
        }
        let error = await #expect(throws: AirlockError.self) {
            try await perform("frobnicate", token: token, rules: ask)
        }
        #expect(error?.code == .forbidden)
        #expect(error?.message.contains("used up") == true)
        #expect(await sandbox.trials == 2)
        #expect(await audit.records.last?.actions.first?["rule"] == "deny.whitelist-token")
    }

    @Test func `a command outside of the token's patterns is judged as without it`() async throws {
        let token = try await permits.grants.issue(grant(uses: 1))
        let phase = try await perform("frobnicate all", token: token, rules: [Self.commands(.ask)])
        #expect(try await card(of: phase).opinion.rule == "ask.test")
        #expect(await permits.grants.list(limit: 1).first?.used == 0)
    }

    @Test func `a forged token stops the call, also one that rules allow`() async throws {
        let error = await #expect(throws: AirlockError.self) { try await perform("true", token: "forged") }
        #expect(error?.message.contains("is forged") == true)
        #expect(await sandbox.trials == 0)
    }

    @Test func `a card of a call with a token can be answered after the token ended`() async throws {
        let token = try await permits.grants.issue(grant(uses: 1))
        let card = try await card(of: try await perform("frobnicate", dangerous: true, token: token))
        try await permits.grants.revoke("grant_1", at: world.now())
        #expect(try await answer(card).isDone)
    }

    @Test func `a lease lets the same call pass so many times, is counted down, and ends at once when revoked`()
        async throws
    {
        let rules = [Self.commands(.ask)]
        let first = try await card(of: try await perform("frobnicate", id: "c0", rules: rules))
        await permits.leases.give(lease(first.call, uses: 2))
        #expect(try await perform("frobnicate", id: "c1", rules: rules).isDone)
        #expect(await permits.leases.list(limit: 1).first?.usesLeft == 1)
        #expect(try await !perform("frobnicate  ", id: "c2", rules: rules).isDone)
        try await permits.leases.revoke("lease_1", at: world.now())
        #expect(try await !perform("frobnicate", id: "c3", rules: rules).isDone)
    }

    @Test func `bytes that were written come off the lease`() async throws {
        let rules = [Self.commands(.ask)]
        let call = try toolbox.prepare(id: "c", tool: "token_probe", arguments: ["cmd": "frobnicate"]).call
        await permits.leases.give(lease(call, uses: 9, bytes: 5))
        #expect(try await perform("frobnicate", id: "c1", rules: rules).isDone)
        #expect(await permits.leases.list(limit: 1).first?.bytesLeft == 2)
        let phase = try await perform("frobnicate", id: "c2", rules: rules)
        #expect(try await card(of: phase).opinion.rule == "ask.lease")
    }

    @Test func `an allowed call gets the hosts that its job was lent, and neither a preview nor another job does`()
        async throws
    {
        let lease = Lease(
            id: "lease_1", jobID: "job", kind: Lease.networkKind, hosts: ["a.test:443"], description: "d",
            questionID: nil, createdAt: world.now(), expiresAt: world.now().advanced(bySeconds: 600), usesLeft: 1,
            bytesLeft: nil)
        await permits.leases.give(lease)
        let networks = NetworkProbe()
        for (job, decision) in [("job", Decision.allow), ("other", .allow), ("job", .ask)] {
            let prepared = try Toolbox([networks]).prepare(
                id: "c-\(job)-\(decision)", tool: "network_probe", arguments: [:])
            let ticket = StepPipeline.Ticket(jobID: job, base: sandbox.base, owner: "me", role: .user)
            _ = try await pipeline([Self.commands(decision)]).perform(prepared, ticket: ticket)
        }
        let lent = try EgressLease.joining(nil, and: [lease])
        #expect(lent != nil && networks.seen == [lent, nil, nil])
    }

    @Test func `a call outside of the caller's limits is denied and in the log`() async throws {
        permits.limit(to: AccessLimits(tools: ["write_probe"], paths: nil, parameters: []))
        let error = await #expect(throws: AirlockError.self) { try await perform("true") }
        #expect(error?.code == .denied)
        #expect(error?.message.hasPrefix("deny.acl: ") == true)
        #expect(await audit.records.last?.actions.first?["rule"] == "deny.acl")
        #expect(await sandbox.trials == 0)
    }

    @Test func `an asked outcome inside the job's envelope is kept, and logged so; one outside is asked about`()
        async throws
    {
        let envelope = Envelope(
            writes: [try WorkspacePath("made")], maxFiles: 9, deletes: .own, network: false, minutes: 1_000)
        let request = JobRequest(
            task: "t", constraints: [], outputFormat: .report, workspace: nil, owner: "me", envelope: envelope)
        await log.append(.created(request, base: sandbox.base), to: "job")
        let rules = [Self.commands(.ask)]
        #expect(try await perform("frobnicate", id: "c1", rules: rules).isDone)
        #expect(await audit.records.last?.actions.first?["rule"] == "allow.envelope")
        #expect(try await waitingRoom.list(.withdrawn, limit: 9, after: nil).count == 1)
        #expect(try await card(of: perform("sweep", id: "c2", rules: rules)).opinion.rule == "ask.test")
        let allowed = try await perform("touch elsewhere", id: "c3", rules: [Self.commands(.allow)])
        #expect(try await card(of: allowed).opinion.rule == "ask.envelope")
    }

    @Test func `cards are in the log by their hash`() async throws {
        let card = try await card(of: try await perform("frobnicate", rules: [Self.commands(.ask)]))
        let shown = await audit.records.last?.actions.first
        #expect(shown?["action"] == "approval")
        #expect(shown?["params"]?["hash"] == .string(card.shortHash))
    }

    private var ticket: StepPipeline.Ticket {
        StepPipeline.Ticket(jobID: "job", base: sandbox.base, owner: "me", role: .user)
    }

    private static func commands(_ decision: Decision) -> Rule {
        Rule { if case .command = $0 { Opinion(decision, rule: "\(decision).test", reason: "test") } else { nil } }
    }

    private func pipeline(
        _ rules: [Rule] = [commands(.allow)], version: String = "1", environment: String = "e"
    ) -> StepPipeline {
        let all = [.harmless, .leavesTheMachine, .writes(below: .root, .allow)] + rules
        return StepPipeline(
            toolbox: toolbox, policy: Policy(version: version, rules: all), permits: permits.permits,
            environment: environment, sandbox: sandbox, waitingRoom: waitingRoom, journal: journal, patienceSeconds: 600
        )
    }

    private func perform(
        _ command: String, id: String = "c", dangerous: Bool = false, token: String? = nil,
        rules: [Rule] = [commands(.allow)]
    ) async throws -> StepPipeline.Phase {
        var arguments: [String: JSONValue] = ["cmd": .string(command)]
        if let token { arguments["whitelist_token"] = .string(token) }
        let prepared = try toolbox.prepare(
            id: id, tool: "token_probe", arguments: .object(arguments), asDangerous: dangerous)
        return try await pipeline(rules).perform(prepared, ticket: ticket)
    }

    private func card(of phase: StepPipeline.Phase) async throws -> Card {
        guard case .waiting(let question) = phase else { throw AirlockError(.conflict, "it did not wait: \(phase)") }
        return try #require(question.card)
    }

    private func answer(_ card: Card, granted: Bool = true) async throws -> StepPipeline.Phase {
        try await pipeline().resolve(Approval(card, granted: granted), card, ticket: ticket)
    }

    private func grant(uses: Int) -> WhitelistGrant {
        let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)
        return WhitelistGrant(
            id: "grant_1", jobID: "job", patterns: [["frobnicate"]], uses: uses, issuedAt: start,
            expiresAt: start.advanced(bySeconds: 3600), issuedBy: "admin")
    }

    private func lease(_ call: ToolCall, uses: Int, bytes: Int? = nil) -> Lease {
        let start = Timestamp(millisecondsSince1970: 1_767_225_600_000)
        return Lease(
            id: "lease_1", jobID: "job", kind: call.kind, description: "d", questionID: "appr_1", createdAt: start,
            expiresAt: start.advanced(bySeconds: 3600), usesLeft: uses, bytesLeft: bytes)
    }
}

extension StepPipeline.Phase {
    fileprivate var isDone: Bool {
        switch self {
        case .done: true
        case .waiting: false
        }
    }
}

extension ProgramResult {
    fileprivate static func ended(_ status: Int32) -> ProgramResult {
        ProgramResult(standardOutput: [], standardError: [], exitStatus: status, outputBytes: 0)
    }
}

/// Runs a command line as one program, and takes a whitelist token.
private struct TokenProbe: Tool {
    struct Arguments: Codable, Sendable {
        var cmd: String
        var whitelistToken: String?

        enum CodingKeys: String, CodingKey {
            case cmd
            case whitelistToken = "whitelist_token"
        }
    }

    static let spec = ToolSpec(
        name: "token_probe", summary: "Run one program.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["cmd"],
            "properties": ["cmd": ["type": "string"], "whitelist_token": ["type": "string"]],
        ],
        examples: [["cmd": "true"]])

    func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.command(arguments.cmd)] }

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let limits = Limits(
            wallSeconds: 10, cpuSeconds: 10, outputBytes: 1 << 16, memoryBytes: 1 << 30, processes: 64,
            openFiles: 256, fileBytes: 1 << 20, layerBytes: 1 << 30, inodes: 100_000)
        let argv = arguments.cmd.split(separator: " ").map(String.init)
        let result = try await context.workspace.run(Program(argv, limits: limits))
        return ToolOutput(["exit_code": .integer(Int64(result.exitStatus))], exitStatus: result.exitStatus)
    }
}
