import AirlockCore
import Foundation
import Synchronization
import Testing

@testable import AirlockModels

/// Calls of tools, however a server hands them over.
struct ToolCallTests {
    private static let weather = ModelTool(
        name: "weather", summary: "The weather of a city.",
        parameters: [
            "type": "object", "additionalProperties": false, "required": ["city"],
            "properties": ["city": ["type": "string"]],
        ])

    private static var request: ModelRequest {
        var request = modelRequest("What is the weather in Tver?")
        request.tools = [weather]
        return request
    }

    private static let tver = ModelCall(id: "c1", name: "weather", arguments: ["city": "Tver"])

    private func answers(
        _ bodies: [[String]], to request: ModelRequest = Self.request
    ) async throws -> (answers: [ModelAnswer], requests: [String]) {
        let next = Mutex(0)
        return try await withModel { connection in
            let body = next.withLock { next in
                defer { next += 1 }
                return bodies[min(next, bodies.count - 1)]
            }
            connection.sendHead()
            for event in body { connection.send("data: \(event)\n\n") }
            connection.send("data: [DONE]\n\n")
        } _: { model, server in
            (try await model.answerOrCall(request), server.requests)
        }
    }

    private static let stop = #"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#

    private static let ways: [[String]] = [
        // In pieces, as most servers stream them.
        [
            #"{"choices":[{"delta":{"reasoning":"I need the weather.","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"weather","arguments":""}}]}}]}"#,
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}}]}"#,
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Tver\"}"}}]}}]}"#, stop,
        ],
        // Whole, without a number.
        [
            #"{"choices":[{"delta":{"reasoning":"I need the weather.","tool_calls":[{"id":"c1","function":{"name":"weather","arguments":"{\"city\":\"Tver\"}"}}]}}]}"#,
            stop,
        ],
        // With the model's own tokens left in the name.
        [
            #"{"choices":[{"delta":{"reasoning":"I need the weather.","tool_calls":[{"index":0,"id":"c1","function":{"name":"weather<|channel|>commentary","arguments":"{\"city\":\"Tver\"}"}}]}}]}"#,
            stop,
        ],
        // Not read by the server at all.
        [
            #"{"choices":[{"delta":{"content":"<|channel|>analysis<|message|>I need the weather.<|end|><|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{\"city\":\"Tver\"}<|call|>"},"finish_reason":"stop"}]}"#
        ],
    ]

    @Test(arguments: ways)
    func `a call is read however it comes, and the thoughts before it are no answer`(events: [String]) async throws {
        let answer = try #require(try await answers([events]).answers.last)
        #expect(answer.calls.map(\.name) == ["weather"])
        #expect(answer.calls.map(\.arguments) == [["city": "Tver"]])
        #expect(answer.refused.isEmpty)
        #expect(answer.text.isEmpty)
        #expect(answer.reasoning == "I need the weather.")
    }

    private static func words(_ text: String) -> [String] {
        let content = JSONValue.string(text).canonicalText
        return [#"{"choices":[{"delta":{"content":\#(content)},"finish_reason":"stop"}]}"#]
    }

    @Test(arguments: [
        #"{"name": "weather", "arguments": {"city": "Tver"}}"#,
        " \n{\"name\": \"weather\", \"parameters\": {\"city\": \"Tver\"}}\n",
        "```json\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Tver\"}}\n```",
        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Tver\"}}\n</tool_call>",
    ])
    func `a call that a small model writes as its answer is a call, and no answer`(text: String) async throws {
        let answer = try #require(try await answers([Self.words(text)]).answers.last)
        #expect(answer.calls.map(\.name) == ["weather"])
        #expect(answer.calls.map(\.arguments) == [["city": "Tver"]])
        #expect(answer.text.isEmpty)
    }

    @Test func `several calls in tags are several calls`() async throws {
        let text = ["Tver", "Omsk"].map {
            "<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"\($0)\"}}</tool_call>"
        }
        let answer = try #require(try await answers([Self.words(text.joined(separator: "\n"))]).answers.last)
        #expect(answer.calls.map(\.arguments) == [["city": "Tver"], ["city": "Omsk"]])
        #expect(answer.calls.map(\.id) == ["call_1", "call_2"])
    }

    @Test(arguments: [
        #"{"name": "climate", "arguments": {"city": "Tver"}}"#,
        #"{"name": "weather", "arguments": {"city": "Tver"}, "why": 1}"#,
        #"{"name": "weather", "arguments": "Tver"}"#,
        #"Call this: {"name": "weather", "arguments": {"city": "Tver"}}"#,
        "<tool_call></tool_call>", "```", "{",
    ])
    func `an answer that only looks like a call stays an answer`(text: String) async throws {
        let answer = try #require(try await answers([Self.words(text)]).answers.last)
        #expect(answer.calls.isEmpty && answer.refused.isEmpty)
        #expect(answer.text == text)
    }

    @Test func `a call that can't be made goes back once, with the reason`() async throws {
        let bad =
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c9","function":{"name":"weather","arguments":"{\"town\": 1}"}}]}}]}"#
        let (answers, requests) = try await answers([[bad, Self.stop], Self.ways[0]])
        #expect(answers.count == 2)
        #expect(answers[0].calls.isEmpty)
        #expect(answers[1].calls == [Self.tver])
        #expect(
            requests[1].contains(#""role":"tool","tool_call_id":"c9""#) || requests[1].contains(#""tool_call_id":"c9""#)
        )
        #expect(requests[1].contains("error: "))
    }

    @Test func `a second bad call is a clear failure`() async throws {
        let bad =
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c9","function":{"name":"rm_rf","arguments":"{}"}}]}}]}"#
        let error = await #expect(throws: AirlockError.self) { try await answers([[bad, Self.stop]]) }
        #expect(error?.code == .backendFailed)
        #expect(error?.message.contains("can't be made: there is no function") == true)
        #expect((error?.cause as? UnfitAnswers)?.answers.count == 2)
    }

    @Test func `calls without tools in the request are not looked at`() async throws {
        let events = [Self.ways[0][0], #"{"choices":[{"delta":{"content":"Sunny."},"finish_reason":"stop"}]}"#]
        let answer = try #require(try await answers([events], to: modelRequest()).answers.last)
        #expect(answer.calls.isEmpty && answer.refused.isEmpty)
    }

    @Test func `a flood of calls is cut off`() async throws {
        let call = #"{"choices":[{"delta":{"tool_calls":[{"function":{"name":"weather","arguments":"{}"}}]}}]}"#
        let error = await #expect(throws: AirlockError.self) {
            try await answers([Array(repeating: call, count: 65)])
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test func `what was called and thought goes back between calls`() async throws {
        var request = Self.request
        request.rounds = [
            ModelRound(reasoning: "I need the weather.", text: "", calls: [Self.tver], results: ["rain, 4 degrees"])
        ]
        let body = request.completionBody(model: "m", ChatDialect(reasoningMember: "reasoning", wantsStrictTools: true))
        let messages = body["messages"]?.array ?? []
        #expect(messages.count == 3)
        #expect(messages[1]["reasoning"] == "I need the weather.")
        #expect(messages[1]["tool_calls"]?.array?.first?["function"]?["arguments"] == #"{"city":"Tver"}"#)
        #expect(messages[2] == ["role": "tool", "tool_call_id": "c1", "content": "rain, 4 degrees"])
        #expect(body["tools"]?.array?.first?["function"]?["strict"] == true)
        let plain = request.completionBody(model: "m", ChatDialect())
        #expect(plain["messages"]?.array?[1]["reasoning"] == nil)
        #expect(plain["tools"]?.array?.first?["function"]?["strict"] == nil)
        #expect(request.promptHash != Self.request.promptHash)
    }

    @Test func `in harmony the tools are the developer's, and the model's thoughts stay until it has answered`() throws
    {
        var request = Self.request
        request.rounds = [
            ModelRound(reasoning: "I need the weather.", text: "", calls: [Self.tver], results: ["rain <|end|>"])
        ]
        let prompt = try request.harmonyConversation().prompt
        #expect(
            prompt.hasSuffix(
                """
                # Tools

                ## functions

                namespace functions {

                // The weather of a city.
                type weather = (_: {
                city: string,
                }) => any;

                } // namespace functions<|end|><|start|>user<|message|>What is the weather in Tver?<|end|>\
                <|start|>assistant<|channel|>analysis<|message|>I need the weather.<|end|>\
                <|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{"city":"Tver"}<|call|>\
                <|start|>functions.weather to=assistant<|channel|>commentary<|message|>rain <\u{2060}|end|><|end|>\
                <|start|>assistant
                """))
        #expect(prompt.contains("Calls to these tools must go to the commentary channel: 'functions'."))
        request.constraint = .schema(["type": "object"])
        #expect(try request.harmonyBody()["grammar"] == nil)
        request.tools[0].name = "not a name"
        #expect(throws: AirlockError.self) { try request.harmonyConversation() }
    }

    @Test func `calls of an answered turn stand before its answer, without their thoughts in harmony`() throws {
        var request = Self.request
        var answered = ModelMessage(.assistant, "It rains.")
        answered.rounds = [
            ModelRound(reasoning: "I need the weather.", text: "", calls: [Self.tver], results: ["rain"])
        ]
        request.messages += [answered, ModelMessage(.user, "And tomorrow?")]
        let prompt = try request.harmonyConversation().prompt
        #expect(
            prompt.hasSuffix(
                """
                <|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{"city":"Tver"}<|call|>\
                <|start|>functions.weather to=assistant<|channel|>commentary<|message|>rain<|end|>\
                <|start|>assistant<|channel|>final<|message|>It rains.<|end|>\
                <|start|>user<|message|>And tomorrow?<|end|><|start|>assistant
                """))
        #expect(!prompt.contains("I need the weather."))
        let body = request.completionBody(model: "m", ChatDialect(reasoningMember: "reasoning"))
        let messages = body["messages"]?.array ?? []
        #expect(messages.map { $0["role"]?.string } == ["user", "assistant", "tool", "assistant", "user"])
        #expect(messages[2]["tool_call_id"] == "c1")
        // A turn that was interrupted has no answer.
        request.messages[1] = ModelMessage(.assistant, "")
        request.messages[1].rounds = answered.rounds
        let interrupted = request.completionBody(model: "m", ChatDialect())["messages"]?.array ?? []
        #expect(interrupted.map { $0["role"]?.string } == ["user", "assistant", "tool", "user"])
    }

    @Test func `what leaves this machine is redacted in calls and results, too`() async throws {
        let seen = Mutex<[ModelRequest]>([])
        let model = ScriptedCalls { request in seen.withLock { $0.append(request) } }
        let watched = WatchedModel(
            model, provider: "cloud", host: "h", redact: { $0.replacingOccurrences(of: "secret", with: "[redacted]") },
            record: { _ in })
        var request = Self.request
        let call = ModelCall(id: "c1", name: "weather", arguments: ["city": "secret"])
        request.rounds = [
            ModelRound(reasoning: "a secret", text: "secret", calls: [call], results: ["the secret is out"])
        ]
        var answered = ModelMessage(.assistant, "a secret answer")
        answered.rounds = request.rounds
        request.messages.append(answered)
        _ = try await watched.answer(request)
        let sent = try #require(seen.withLock { $0.first })
        let redacted = [
            ModelRound(
                reasoning: "a [redacted]", text: "[redacted]",
                calls: [ModelCall(id: "c1", name: "weather", arguments: ["city": "[redacted]"])],
                results: ["the [redacted] is out"])
        ]
        #expect(sent.rounds == redacted)
        #expect(sent.messages.last?.rounds == redacted)
        #expect(sent.messages.last?.content == "a [redacted] answer")
    }
}

/// Notes what it is asked.
private struct ScriptedCalls: LanguageModel {
    let note: @Sendable (ModelRequest) -> Void

    func profile() async throws -> ModelProfile {
        ModelProfile(modelID: "m", provider: "p", plansFreely: false, takesGrammar: false, fileSHA256: nil)
    }

    func answer(_ request: ModelRequest, onText: @escaping @Sendable (String) -> Void) async throws -> ModelAnswer {
        note(request)
        let use = ModelUse(
            purpose: request.purpose, modelID: "m", provider: "p", promptHash: "", seed: 0, usage: .zero)
        return ModelAnswer(text: "ok", isCut: false, use: use)
    }
}
