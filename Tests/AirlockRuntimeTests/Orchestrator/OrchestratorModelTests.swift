import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Synchronization
import Testing

/// Questions to the model, outside of any job.
struct OrchestratorModelTests {
    private static let schema: JSONValue = [
        "type": "object", "required": ["n"], "properties": ["n": ["type": "integer"]],
    ]

    private static var request: ModelRequest {
        ModelRequest(
            purpose: "llm/1", messages: [ModelMessage(.user, "A number, please.")], constraint: .schema(schema),
            maxTokens: 20, temperature: 0.5, seed: 7)
    }

    /// Gives these answers in turn.
    private static func model(_ answers: [String]) -> ScriptedModel {
        let next = Mutex(0)
        return ScriptedModel { _ in
            next.withLock { next in
                defer { next += 1 }
                return answers[min(next, answers.count - 1)]
            }
        }
    }

    @Test func `what doesn't fit is asked for again, and every try is in the log`() async throws {
        let bench = Bench(model: Self.model(["prose", #"{"n": 5}"#]))
        let answer = try await bench.orchestrator.answer(Self.request, owner: "me") { _ in }
        #expect(answer.text == #"{"n": 5}"#)
        let records = await bench.audit.records.filter { $0.actions.first?["action"] == "llm" }
        #expect(records.count == 2)
        #expect(records.allSatisfy { $0.seed == 7 && $0.promptHash?.count == 64 && $0.modelID == "scripted" })
        let params = try #require(records.last?.actions.first?["params"])
        #expect(params["purpose"] == "llm/1")
        #expect(params["circumstances"]?["temperature"] == .number(0.5))
        #expect(params["circumstances"]?["max_tokens"] == 20)
        #expect(records[0].promptHash != records[1].promptHash)
    }

    @Test func `nothing that fits is a clear failure, and is in the log all the same`() async throws {
        let bench = Bench(model: Self.model(["prose"]))
        let error = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.answer(Self.request, owner: "me") { _ in }
        }
        #expect(error?.code == .backendFailed)
        #expect(await bench.audit.records.count { $0.actions.first?["action"] == "llm" } == 3)
    }

    @Test func `a schema that can't be used is the asker's mistake`() async throws {
        let bench = Bench(model: Self.model(["1"]))
        var request = Self.request
        request.constraint = .schema(["pattern": "a"])
        let error = await #expect(throws: AirlockError.self) {
            try await bench.orchestrator.answer(request, owner: "me") { _ in }
        }
        #expect(error?.code == .invalidRequest)
        #expect(await bench.audit.records.isEmpty)
    }
}
