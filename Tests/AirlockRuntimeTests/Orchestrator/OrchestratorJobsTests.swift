import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite(.timeLimit(.minutes(2))) struct OrchestratorJobsTests {
    @Test func `a job runs its plan to the end and exports what it made`() async throws {
        let bench = Bench()
        let job = try await bench.settled(try await bench.submit("Run `touch a`").id)
        #expect(job.status == .succeeded, "\(job.summary)")
        #expect(job.steps.map(\.step.action) == ["shell_exec", "report"])
        #expect(job.steps.map(\.status) == [.succeeded, .succeeded])
        #expect(await bench.sandbox.files(at: job.snapshot)?.keys.sorted() == ["a"])
        #expect(job.export?.folder == "/exports/\(job.id)")
        let report = try await bench.orchestrator.report(job.id).json
        #expect(report["status"] == "succeeded")
        #expect(report["steps"]?.array?.first?["decision"] == "allow")
        #expect(report["log"]?["first_seq"] == 1)
    }

    @Test func `a model that can't be had is named with the reason, and words decide`() async throws {
        let bench = Bench(model: DeadModel())
        let job = try await bench.settled(try await bench.submit("Run `touch a`").id)
        #expect(job.status == .succeeded, "\(job.summary)")
        #expect(job.planned?.method == "keywords")
        let problems = await bench.log.events.compactMap { event in
            if case .modelChosen(nil, let problem) = event { problem } else { nil }
        }
        #expect(problems == ["the model file has the wrong hash (fetch it again)"])
    }

    @Test func `a plan alone runs nothing`() async throws {
        let bench = Bench()
        let job = try await bench.settled(try await bench.submit("Run `touch a`", .planCalls).id)
        #expect(job.status == .succeeded)
        #expect(job.planned?.plan.steps.count == 2)
        #expect(job.steps.allSatisfy { $0.status == .pending })
        #expect(await bench.sandbox.trials == 0)
    }

    @Test func `a step that must be asked about waits, and approval lets the job go on`() async throws {
        let bench = Bench()
        let waiting = try await bench.settled(try await bench.submit("Run `true`").id)
        #expect(waiting.status == .waiting)
        let question = try #require(waiting.steps.first?.questionID)
        _ = try await bench.orchestrator.decide(question, granted: true, comment: nil, lease: nil)
        let job = try await bench.settled(waiting.id, after: waiting.lastSeq)
        #expect(job.status == .succeeded, "\(job.summary)")
        #expect(await bench.sandbox.trials == 1)
    }

    @Test func `a rejected step ends the job as rejected`() async throws {
        let bench = Bench()
        let waiting = try await bench.settled(try await bench.submit("Run `true`").id)
        let question = try #require(waiting.steps.first?.questionID)
        _ = try await bench.orchestrator.decide(question, granted: false, comment: "no", lease: nil)
        let job = try await bench.settled(waiting.id, after: waiting.lastSeq)
        #expect(job.status == .rejected)
        #expect(job.steps.first?.status == .rejected)
        #expect(await bench.sandbox.openBranches == 0)
    }

    @Test func `a job that waits can be cancelled, and its question is withdrawn`() async throws {
        let bench = Bench()
        let waiting = try await bench.settled(try await bench.submit("Run `true`").id)
        let question = try #require(waiting.steps.first?.questionID)
        let job = try await bench.orchestrator.cancel(waiting.id)
        #expect(job.status == .cancelled)
        #expect(try await bench.orchestrator.question(question)?.state == .withdrawn)
        #expect(await bench.sandbox.openBranches == 0)
        let late = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.decide(question, granted: true, comment: nil, lease: nil)
        }
        #expect(late?.code == .conflict)
    }

    @Test func `a failed job is tried again from the step that failed`() async throws {
        let bench = Bench(sandbox: MemorySandbox(["a": [1]]))
        let failed = try await bench.settled(try await bench.submit("Run `touch a`, then run `false`").id)
        let question = try #require(failed.steps.first { $0.step.params["cmd"] == "false" })
        #expect(failed.status == .failed, "\(failed.summary)")
        #expect(question.status == .failed)
        _ = try await bench.orchestrator.retry(failed.id)
        let again = try await bench.settled(failed.id, after: failed.lastSeq)
        #expect(again.status == .failed)
        #expect(again.steps.first?.outcome == failed.steps.first?.outcome)
        let conflict = try await bench.settled(try await bench.submit("Run `touch b`").id)
        await #expect(throws: AirlockError.self) { try await bench.orchestrator.retry(conflict.id) }
    }

    @Test(arguments: ["", " \n\t"])
    func `an empty task is refused`(task: String) async throws {
        let error = await #expect(throws: AirlockError.self) { try await Bench().submit(task) }
        #expect(error?.code == .invalidRequest)
    }
}

private struct DeadModel: LanguageModel {
    private var error: AirlockError {
        AirlockError(.unavailable, "the model file has the wrong hash", hint: "fetch it again")
    }

    func profile() throws -> ModelProfile { throw error }

    func answer(_ request: ModelRequest, onText: @escaping @Sendable (String) -> Void) throws -> ModelAnswer {
        throw error
    }
}
