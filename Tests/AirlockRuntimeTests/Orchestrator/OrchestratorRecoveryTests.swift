import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite struct OrchestratorRecoveryTests {
    @Test func `a start keeps every snapshot of every job, and what somebody may still agree to`() async throws {
        let bench = Bench()
        let (first, second) = try await bench.twoWrites()
        _ = try await bench.orchestrator.rollBack("direct.me", to: first.id)
        _ = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        _ = await bench.call("write_probe", ["path": "c", "content": "3"], id: "r1", dangerous: true)
        let ended = try await bench.settled(try await bench.submit("Run `touch x`").id)
        let cards = try await bench.orchestrator.questions(.waiting, limit: 9, after: nil).compactMap(\.card?.question)
        let branches = cards.compactMap { if case .keep(let branch, _) = $0 { branch.id } else { nil } }
        #expect(cards.count == 2 && branches.count == 1)
        #expect(try await bench.orchestrator.recover().isEmpty)
        let asked = try #require(await bench.archive.collections.first)
        #expect(asked.budget == Bench.layerBudget)
        let expected = [Snapshot.empty, first, second, ended.snapshot] + branches.map { Snapshot(id: $0) }
        #expect(asked.kept == Set(expected))
    }

    @Test func `what was removed is told, and what is over the budget although it is needed`() async throws {
        let sandbox = MemorySandbox()
        let collection = LayerCollection(removed: ["x", "y"], freedBytes: 3 << 20, leftBytes: 2 << 30)
        let bench = Bench(sandbox: sandbox, archive: MemoryArchive(sandbox, collection: collection))
        #expect(
            try await bench.orchestrator.recover() == [
                "removed 2 layers that no job needs: 3 MiB; 2 GiB are left",
                "the layers take 2 GiB, which is over sandbox.layer_budget (1 GiB): jobs need them all",
            ])
    }
}
