import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite struct OrchestratorCallsTests {
    @Test func `a call's files are there for the next one`() async throws {
        let bench = Bench()
        let first = await bench.call("write_probe", ["path": "a", "content": "1"])
        let second = await bench.call("run_probe", ["cmd": "touch b"])
        #expect(first.status == .ok && second.status == .ok, "\(second)")
        let job = try #require(try await bench.orchestrator.job("direct.me"))
        let files = await bench.sandbox.files(at: job.snapshot)
        #expect(files?.keys.sorted() == ["a", "b"])
    }

    @Test func `an unknown tool, a wrong body and a used id are errors that say so`() async {
        let bench = Bench()
        #expect(await bench.call("frobnicate", [:]).error?.code == .notFound)
        #expect(await bench.call("write_probe", ["path": "a"]).error?.code == .invalidRequest)
        _ = await bench.call("write_probe", ["path": "a", "content": ""], id: "r1")
        #expect(await bench.call("write_probe", ["path": "a", "content": ""], id: "r1").error?.code == .conflict)
    }

    @Test func `approval keeps what was measured, without a second run`() async throws {
        let bench = Bench()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        #expect(asked.status == .pending)
        let question = try #require(try await bench.orchestrator.questions(.waiting, limit: 9, after: nil).first)
        #expect(asked.approval?.id == question.id)
        let settled = try await bench.orchestrator.decide(question.id, granted: true, comment: nil, lease: nil)
        #expect(settled.state == .approved)
        #expect(try await bench.outcome(of: "r0").status == .ok)
        #expect(await bench.sandbox.trials == 1)
        let late = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.decide(question.id, granted: false, comment: nil, lease: nil)
        }
        #expect(late?.code == .conflict)
    }

    @Test func `no answer in time is a no`() async throws {
        let bench = Bench()
        _ = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        bench.clock.advance(seconds: 61)
        try await bench.orchestrator.expireQuestions()
        #expect(try await bench.outcome(of: "r0").error?.code == .expired)
        #expect(await bench.sandbox.openBranches == 0)
    }

    @Test func `an answer after the time is refused and changes nothing`() async throws {
        let bench = Bench()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        bench.clock.advance(seconds: 60)
        let late = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.decide(asked.approval?.id ?? "", granted: true, comment: nil, lease: nil)
        }
        #expect(late?.code == .expired)
        #expect(try await bench.outcome(of: "r0").error?.code == .expired)
    }

    @Test func `a dangerous call runs nothing before it is approved`() async throws {
        let bench = Bench()
        let asked = await bench.call("write_probe", ["path": "a", "content": "1"], id: "r0", dangerous: true)
        #expect(asked.status == .pending)
        #expect(await bench.sandbox.trials == 0)
        _ = try await bench.orchestrator.decide(asked.approval?.id ?? "", granted: true, comment: nil, lease: nil)
        #expect(try await bench.outcome(of: "r0").status == .ok)
    }

    @Test func `a caller may wait for the person's answer`() async throws {
        let bench = Bench()
        async let answer = bench.call("run_probe", ["cmd": "true"], id: "r0", wait: .seconds(60))
        for try await case .event(let record) in try await bench.orchestrator.follow("direct.me", after: 0) {
            guard case .waiting(_, let question) = record.event else { continue }
            _ = try await bench.orchestrator.decide(question, granted: false, comment: "no", lease: nil)
            break
        }
        #expect(await answer.error?.code == .rejected)
    }

    @Test func `before and after each effect a line is in the audit log`() async throws {
        let bench = Bench()
        _ = await bench.call("write_probe", ["path": "a", "content": "1"], id: "r0")
        let records = await bench.audit.records
        #expect(records.map(\.requestID) == ["r0", "r0"])
        #expect(records.first?.actions.first?["decision"] == "allow")
        #expect(records.first?.toolResponses.isEmpty == true)
        #expect(records.last?.toolResponses.first?["status"] == "ok")
        #expect(records.last?.exitStatus == 0)
    }

    @Test func `a program's question is asked once under its id, and answered once`() async throws {
        let bench = Bench()
        let asked = try await bench.orchestrator.ask(
            requestID: "q1", description: "Delete the old release?", effects: ["release 1.0"], timeoutSeconds: 30,
            owner: "me")
        let again = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.ask(
                requestID: "q1", description: "x", effects: [], timeoutSeconds: 30, owner: "me")
        }
        #expect(again?.code == .conflict)
        _ = try await bench.orchestrator.decide(asked.id, granted: true, comment: nil, lease: nil)
        #expect(try await bench.orchestrator.question(requestID: "q1")?.state == .approved)
        #expect(try await bench.orchestrator.response("q1", owner: "me")?.status == .ok)
        // The standing job that the question made is a whole one: calls work on it too.
        #expect(await bench.call("write_probe", ["path": "a", "content": "1"]).status == .ok)
    }

    @Test func `an answer that a crash swallowed is carried out at the next start`() async throws {
        let bench = Bench()
        let asked = await bench.call("run_probe", ["cmd": "true"], id: "r0")
        // The program dies after the answer is stored and before anything follows from it.
        _ = try await bench.waitingRoom.settle(asked.approval?.id ?? "", as: .approved, at: bench.clock.now)
        let lines = try await bench.orchestrator.recover()
        #expect(lines.count == 1)
        #expect(try await bench.outcome(of: "r0").status == .ok)
        #expect(await bench.sandbox.trials == 1)
    }

    @Test func `a job that has ended takes no more calls, and following it ends`() async throws {
        let bench = Bench()
        let job = try await bench.settled(try await bench.submit("Run `touch a`").id)
        let late = await bench.orchestrator.call(
            .init(
                requestID: nil, tool: "run_probe", arguments: ["cmd": "touch b"], jobID: job.id, owner: "me",
                asDangerous: false, keepsOnFailure: false), wait: .zero)
        #expect(late.error?.code == .conflict)
        for try await _ in try await bench.orchestrator.follow(job.id, after: job.lastSeq) {}
    }

    @Test func `what a crash left open is settled at the next start`() async throws {
        let log = MemoryEventLog()
        let request = JobRequest(
            task: "do it", constraints: [], outputFormat: .report, workspace: nil, owner: "me")
        let call = ToolCall(id: "c1", tool: "run_probe", arguments: [:], declared: [.compute])
        for event: Event in [
            .created(request, base: .empty), .proposed(call), .trying(callID: "c1", on: .empty),
        ] {
            await log.append(event, to: "job_1")
        }
        let bench = Bench(log: log)
        let lines = try await bench.orchestrator.recover()
        #expect(lines.count == 2)
        let job = try #require(try await bench.orchestrator.job("job_1"))
        #expect(job.status == .failed)
        #expect(job.openCalls.isEmpty)
        #expect(job.responses["c1"]?.status == .error)
        #expect(try await bench.orchestrator.recover().isEmpty)
    }
}
