import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite(.timeLimit(.minutes(2))) struct OrchestratorSnapshotsTests {
    @Test func `a rollback gives the next call the earlier files, and rolling back again undoes it`() async throws {
        let bench = Bench()
        let (first, second) = try await bench.twoWrites()
        let back = try await bench.orchestrator.rollBack("direct.me", to: first.id)
        #expect((back.snapshot, back.snapshots.count) == (first, 3))
        _ = await bench.call("write_probe", ["path": "c", "content": "3"])
        let job = try #require(try await bench.orchestrator.job("direct.me"))
        #expect(await bench.sandbox.files(at: job.snapshot)?.keys.sorted() == ["a", "c"])
        let undone = try await bench.orchestrator.rollBack("direct.me", to: second.id)
        #expect(await bench.sandbox.files(at: undone.snapshot)?.keys.sorted() == ["a", "b"])
    }

    @Test func `a rollback is in the audit log before and after, and as one event`() async throws {
        let bench = Bench()
        let (first, second) = try await bench.twoWrites()
        let known = await bench.audit.records.count
        _ = try await bench.orchestrator.rollBack("direct.me", to: first.id)
        let lines = await bench.audit.records.dropFirst(known)
        #expect(lines.first?.actions == [["action": "rollback", "params": ["snapshot_id": .string(first.id)]]])
        #expect(lines.map(\.snapshotID) == [second.id, first.id])
        #expect(lines.map(\.exitStatus) == [nil, 0] && Set(lines.map(\.requestID)).count == 1)
        #expect(await bench.log.events.count { $0 == .rolledBack(from: second, to: first) } == 1)
        _ = try await bench.orchestrator.rollBack("direct.me", to: first.id)
        #expect(await bench.audit.records.count == known + 2)
    }

    @Test func `only a snapshot of the job itself is gone back to`() async throws {
        let bench = Bench()
        _ = try await bench.twoWrites()
        let job = try await bench.settled(try await bench.submit("Run `touch x`").id)
        for (id, snapshot) in [("direct.me", job.snapshot.id), ("direct.me", "s99"), ("none", "empty")] {
            let error = await #expect(throws: AirlockError.self) {
                try await bench.orchestrator.rollBack(id, to: snapshot)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `a job at work is not rolled back`() async throws {
        let gate = Gate()
        let bench = Bench(gate: gate)
        let job = try await bench.submit("Run `touch x`")
        await gate.reached()
        let busy = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.rollBack(job.id, to: "empty")
        }
        #expect(busy?.code == .conflict && busy?.hint?.contains("cancel") == true)
        await gate.open()
        let ended = try await bench.settled(job.id)
        #expect(try await bench.orchestrator.rollBack(ended.id, to: "empty").snapshot == .empty)
    }

    @Test func `a direct call that runs holds its job's files`() async throws {
        let gate = Gate()
        let bench = Bench(gate: gate)
        async let answer = bench.call("shell_exec", ["cmd": "touch x"])
        await gate.reached()
        let busy = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.rollBack("direct.me", to: "empty")
        }
        #expect(busy?.code == .conflict)
        await gate.open()
        #expect(await answer.status == .ok)
    }

    @Test func `a question whose base was rolled back is measured and asked anew`() async throws {
        let bench = Bench()
        let (first, _) = try await bench.twoWrites()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        let before = await bench.sandbox.trials
        _ = try await bench.orchestrator.rollBack("direct.me", to: first.id)
        _ = try await bench.orchestrator.decide(asked.approval?.id ?? "", granted: true, comment: nil, lease: nil)
        for try await case .event(let record) in try await bench.orchestrator.follow("direct.me", after: 0) {
            if case .waiting(_, let id) = record.event, id != asked.approval?.id { break }
        }
        let again = try #require(try await bench.orchestrator.questions(.waiting, limit: 9, after: nil).first)
        guard case .keep(let branch, _)? = again.card?.question else { throw AirlockError(.notFound, "no branch") }
        #expect(branch.base == first)
        #expect(await bench.sandbox.trials == before + 1)
        #expect(await bench.sandbox.openBranches == 1)
    }

    @Test func `two states are compared in either direction`() async throws {
        let bench = Bench()
        let (first, second) = try await bench.twoWrites()
        let forward = try await bench.orchestrator.compare("direct.me", from: first.id, to: second.id)
        #expect(forward.changes.map(\.path) == ["b"] && forward.changes.map(\.kind) == [.added])
        #expect(forward.diff == "added b (1 bytes)\n")
        let backward = try await bench.orchestrator.compare("direct.me", from: second.id, to: first.id)
        #expect(backward.changes.map(\.kind) == [.deleted])
        let foreign = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.compare("direct.me", from: first.id, to: "s99")
        }
        #expect(foreign?.code == .notFound)
    }

    @Test func `a fork begins with another job's files and leaves them alone`() async throws {
        let bench = Bench()
        let (first, second) = try await bench.twoWrites()
        let direct = try #require(try await bench.orchestrator.job("direct.me"))
        let fork = try await bench.submit("Run `touch x`", origin: try direct.origin(at: first.id))
        let ended = try await bench.settled(fork.id)
        #expect(await bench.sandbox.files(at: ended.snapshot)?.keys.sorted() == ["a", "x"])
        #expect(ended.history.first?.snapshot == first && ended.root == .empty)
        #expect(try await bench.orchestrator.job("direct.me")?.snapshot == second)
    }
}

extension Bench {
    /// The standing job after `a` was written, and after `b` was too.
    func twoWrites() async throws -> (Snapshot, Snapshot) {
        _ = await call("write_probe", ["path": "a", "content": "1"])
        let first = try #require(try await orchestrator.job("direct.me")?.snapshot)
        _ = await call("write_probe", ["path": "b", "content": "2"])
        return (first, try #require(try await orchestrator.job("direct.me")?.snapshot))
    }
}
