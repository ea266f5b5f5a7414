import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

/// Calls that can't be tried out, and are worked out beforehand.
@Suite struct PreviewTests {
    /// Publishes what the file `a` holds; `b` is what its preview leaves behind.
    private struct PublishProbe: PreviewingTool {
        struct Arguments: Codable, Sendable {}

        static let spec = ToolSpec(
            name: "publish_probe", summary: "Publish.",
            input: ["type": "object", "additionalProperties": false, "properties": [:]], examples: [[:]])

        func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.publish("a")] }

        func preview(_ arguments: Arguments, in context: ToolContext) async throws -> CallPreview? {
            let bytes = try await context.workspace.read(try WorkspacePath("a"), limit: 100)
            try await context.workspace.write([0], to: try WorkspacePath("b"), executable: false)
            return CallPreview(
                sentences: ["sends \(bytes.count) bytes"], diff: "+a",
                effects: [.connect(host: "h.example", port: 443)],
                terms: .array(bytes.map { .integer(Int64($0)) }))
        }

        func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
            ToolOutput(["shown": context.shown?.terms ?? "nothing was shown"])
        }
    }

    private let sandbox = MemorySandbox(["a": [7]])
    private let world = World.ticking()
    private let waitingRoom = MemoryWaitingRoom()
    private let permits = MemoryPermits()
    private let toolbox = Toolbox([PublishProbe(), WriteProbe()])

    private func pipeline() -> StepPipeline {
        StepPipeline(
            toolbox: toolbox, policy: .standard(), permits: permits.permits, environment: "e", sandbox: sandbox,
            waitingRoom: waitingRoom,
            journal: Journal(
                hub: EventHub(MemoryEventLog(now: world.now)), audit: MemoryAuditLog(), world: world),
            patienceSeconds: 60)
    }

    private func ticket(_ base: Snapshot? = nil) -> StepPipeline.Ticket {
        StepPipeline.Ticket(jobID: "j", base: base ?? sandbox.base, owner: "o", role: .user)
    }

    private func asked(_ phase: StepPipeline.Phase) throws -> Card {
        guard case .waiting(let question) = phase else { throw AirlockError(.conflict, "\(phase)") }
        return try #require(question.card)
    }

    private func publish() throws -> PreparedCall {
        try toolbox.prepare(id: "1", tool: "publish_probe", arguments: [:])
    }

    @Test func `the card shows it, its branch is dropped, and the run gets back what was shown`() async throws {
        let card = try asked(try await pipeline().perform(publish(), ticket: ticket()))
        #expect(card.preview?.sentences == ["sends 1 bytes"])
        #expect(await sandbox.openBranches == 0)
        let phase = try await pipeline().resolve(Approval(card, granted: true), card, ticket: ticket())
        #expect(phase == .done(ToolOutput(["shown": [7]]), sandbox.base))
        #expect(await sandbox.files(at: sandbox.base) == ["a": [7]])
    }

    @Test func `if the files moved on, another preview is asked about`() async throws {
        let card = try asked(try await pipeline().perform(publish(), ticket: ticket()))
        let write = try toolbox.prepare(id: "2", tool: "write_probe", arguments: ["path": "a", "content": "xy"])
        guard case .done(_, let moved) = try await pipeline().perform(write, ticket: ticket()) else {
            throw AirlockError(.conflict, "not written")
        }
        let anew = try asked(
            try await pipeline().resolve(Approval(card, granted: true), card, ticket: ticket(moved)))
        #expect(anew.preview?.sentences == ["sends 2 bytes"])
        #expect(anew.binding != card.binding)
    }

    @Test func `no lease stands for a person's answer to it`() throws {
        #expect(try publish().call.isLeasable == false)
    }
}
