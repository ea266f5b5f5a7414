import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

/// Answers from several channels, and what is permitted with them.
@Suite struct OrchestratorAnswersTests {
    @Test(arguments: [[true, false], [false, true], [true, true, false], [true, false, true, false]])
    func `of a yes and a no in the same instant the no counts, and all others are told`(answers: [Bool]) async throws {
        let crowd = Crowd(answers.count)
        let bench = Bench(room: { CrowdedRoom(room: $0, crowd: crowd) })
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        let id = asked.approval?.id ?? ""
        let wins = await withTaskGroup(of: Bool?.self) { group in
            for granted in answers {
                group.addTask {
                    let settled = try? await bench.orchestrator.decide(id, granted: granted, comment: nil, lease: nil)
                    return settled == nil ? nil : granted
                }
            }
            return await group.reduce(into: [Bool]()) { if let won = $1 { $0.append(won) } }
        }
        #expect(wins == [false])
        #expect(try await bench.outcome(of: "r0").error?.code == .rejected)
        #expect(await bench.sandbox.promotions == 0)
    }

    @Test func `a lease given with a yes lets the same call pass, and is on record`() async throws {
        let bench = Bench()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        _ = try await bench.orchestrator.decide(
            asked.approval?.id ?? "", granted: true, comment: nil, lease: LeaseTerms(uses: 1, minutes: 10, bytes: nil))
        #expect(try await bench.outcome(of: "r0").status == .ok)
        #expect(await bench.call("run_probe", ["cmd": "true"]).status == .ok)
        #expect(try await bench.orchestrator.leases(limit: 9).map(\.usesLeft) == [0])
        #expect(await bench.call("run_probe", ["cmd": "true"]).status == .pending)
    }

    @Test func `a lease ends with its minutes`() async throws {
        let bench = Bench()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        _ = try await bench.orchestrator.decide(
            asked.approval?.id ?? "", granted: true, comment: nil, lease: LeaseTerms(uses: 9, minutes: 1, bytes: nil))
        _ = try await bench.outcome(of: "r0")
        bench.clock.advance(seconds: 60)
        #expect(await bench.call("run_probe", ["cmd": "true"]).status == .pending)
    }

    @Test func `a lease that can't be given leaves the question open`() async throws {
        let bench = Bench()
        let dangerous = await bench.call("run_probe", ["cmd": "true"], id: "r0", dangerous: true)
        let person = try await bench.orchestrator.ask(
            requestID: "q", description: "go?", effects: [], timeoutSeconds: 9, owner: "me")
        let terms = LeaseTerms(uses: 1, minutes: 1, bytes: nil)
        for (id, granted) in [(dangerous.approval?.id ?? "", true), (person.id, true), (person.id, false)] {
            let error = await #expect(throws: AirlockError.self) {
                try await bench.orchestrator.decide(id, granted: granted, comment: nil, lease: terms)
            }
            #expect(error?.code == .invalidRequest)
        }
        #expect(try await bench.orchestrator.questions(.waiting, limit: 9, after: nil).count == 2)
    }

    @Test func `a grant is for a job that is there and goes on`() async throws {
        let bench = Bench()
        let unknown = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.grant([["x"]], in: "job_9", uses: 1, expiresIn: 60, by: "admin")
        }
        #expect(unknown?.code == .notFound)
        let job = try await bench.settled(try await bench.submit("Run `touch a`").id)
        let ended = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.grant([["x"]], in: job.id, uses: 1, expiresIn: 60, by: "admin")
        }
        #expect(ended?.code == .conflict)
        let direct = try await bench.orchestrator.grant([["x"]], in: "direct.me", uses: 1, expiresIn: 60, by: "admin")
        #expect(
            try await bench.permits.grants.check(direct.token, for: "direct.me", at: bench.clock.now) == direct.grant)
    }

    @Test func `an answer that was carried out is not carried out again at the next start`() async throws {
        let bench = Bench()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        _ = try await bench.orchestrator.decide(asked.approval?.id ?? "", granted: true, comment: nil, lease: nil)
        #expect(try await bench.outcome(of: "r0").status == .ok)
        await bench.orchestrator.shutDown()
        #expect(await bench.waitingRoom.unfinished(limit: 9).isEmpty)
        #expect(try await bench.orchestrator.recover().isEmpty)
    }
}

/// Lets nobody go on before everybody is there.
private actor Crowd {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ size: Int) { missing = size }

    func gather() async {
        missing -= 1
        guard missing > 0 else {
            for other in waiting { other.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// A waiting room in which the first looks at a question gather.
private struct CrowdedRoom: WaitingRoom {
    let room: MemoryWaitingRoom
    let crowd: Crowd

    func find(_ id: WaitingQuestion.ID) async throws -> WaitingQuestion? {
        let found = await room.find(id)
        if found?.state == .waiting { await crowd.gather() }
        return found
    }

    func put(_ question: WaitingQuestion) async throws { try await room.put(question) }

    func settle(_ id: WaitingQuestion.ID, as state: WaitingQuestion.State, at time: Timestamp) async throws -> Card {
        try await room.settle(id, as: state, at: time)
    }

    func withdraw(_ id: WaitingQuestion.ID, at time: Timestamp) async throws { await room.withdraw(id, at: time) }

    func list(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) async throws -> [WaitingQuestion] { try await room.list(state, limit: limit, after: after) }
}
