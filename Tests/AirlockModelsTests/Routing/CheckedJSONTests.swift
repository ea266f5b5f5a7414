import AirlockCore
import AirlockModels
import AirlockTestKit
import Synchronization
import Testing

struct CheckedJSONTests {
    private static let schema: JSONValue = [
        "type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"], "additionalProperties": false,
    ]

    /// Gives these answers in turn.
    private static func model(_ answers: [String], asked: @escaping @Sendable (ModelRequest) -> Void = { _ in })
        -> ScriptedModel
    {
        let next = Mutex(0)
        return ScriptedModel { request in
            asked(request)
            return next.withLock { next in
                defer { next += 1 }
                return answers[min(next, answers.count - 1)]
            }
        }
    }

    @Test(arguments: [#"{"n": 1}"#, " {\"n\":1}\n"])
    func `an answer that fits is taken at once`(text: String) async throws {
        let checked = try await Self.model([text]).answerJSON(modelRequest(), schema: Self.schema)
        #expect(checked.value == ["n": 1])
        #expect(checked.answers.count == 1)
    }

    @Test func `a bad answer goes back with the reason`() async throws {
        let requests = Mutex<[ModelRequest]>([])
        let model = Self.model([#"{"n": "x"}"#, #"{"n": 2}"#]) { request in requests.withLock { $0.append(request) } }
        let checked = try await model.answerJSON(modelRequest(), schema: Self.schema)
        #expect(checked.value == ["n": 2])
        #expect(checked.answers.map(\.text) == [#"{"n": "x"}"#, #"{"n": 2}"#])
        let second = requests.withLock { $0[1] }
        #expect(second.messages.map(\.role) == [.user, .assistant, .user])
        #expect(second.messages[2].content.contains("at /n: not"))
        #expect(requests.withLock { $0.allSatisfy { $0.constraint == .schema(Self.schema) } })
    }

    @Test(arguments: [
        "free text", "```json\n{\"n\": 1}\n```", #"{"n": 1} and more"#, #"{"n": 1, "n": 2}"#, #"{"m": 1}"#, "",
    ])
    func `after three bad answers it gives up`(text: String) async throws {
        let count = Mutex(0)
        let model = Self.model([text]) { _ in count.withLock { $0 += 1 } }
        let error = await #expect(throws: AirlockError.self) {
            try await model.answerJSON(modelRequest(), schema: Self.schema)
        }
        #expect(error?.code == .backendFailed)
        #expect(count.withLock { $0 } == 3)
    }
}
