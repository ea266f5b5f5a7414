import AirlockCore
import AirlockModels
import Foundation
import Synchronization
import Testing

/// What servers send that is not quite the protocol: the answers and errors by which Groq, Cerebras, Ollama, LM Studio and
/// vLLM are known.
struct ServerDialectTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        let server: String
        let status: String
        let body: String
        let code: AirlockError.Code
        let says: String

        var testDescription: String { "\(server): \(status)" }
    }

    private static let failures = [
        Failure(
            server: "Groq", status: "400 Bad Request",
            body: #"{"error":{"message":"Failed to call a function.","type":"invalid_request_error","#
                + #""code":"tool_use_failed","failed_generation":"import csv\nprint(1)"}}"#,
            code: .backendFailed, says: "Failed to call a function."),
        Failure(
            server: "Groq", status: "400 Bad Request",
            body: #"{"error":{"message":"Failed to generate JSON.","type":"invalid_request_error","#
                + #""code":"json_validate_failed","failed_generation":"{"}}"#,
            code: .backendFailed, says: "Failed to generate JSON."),
        Failure(
            server: "Groq", status: "413 Payload Too Large",
            body: #"{"error":{"message":"Request too large, limit 6000 tokens","code":"rate_limit_exceeded"}}"#,
            code: .limitExceeded, says: "Request too large"),
        Failure(
            server: "Cerebras", status: "400 Bad Request",
            body: #"{"message":"parallel_tool_calls=False is not supported by this model.","#
                + #""type":"invalid_request_error","param":"parallel_tool_calls","code":"wrong_api_format"}"#,
            code: .backendFailed, says: "(HTTP 400): parallel_tool_calls=False is not supported by this model."),
        Failure(
            server: "Cerebras", status: "400 Bad Request",
            body: #"{"message":"Please reduce the length of the messages.","type":"invalid_request_error","#
                + #""param":"messages","code":"context_length_exceeded"}"#,
            code: .limitExceeded, says: "Please reduce the length"),
        Failure(
            server: "Ollama", status: "404 Not Found",
            body: #"{"error":{"message":"model 'gpt-oss:20b' not found","type":"api_error","param":null,"code":null}}"#,
            code: .unavailable, says: "model 'gpt-oss:20b' not found"),
        Failure(
            server: "Ollama", status: "500 Internal Server Error",
            body: #"{"error":{"message":"error parsing tool call: raw='ls -R', err=invalid character 'l'","#
                + #""type":"api_error"}}"#,
            code: .backendFailed, says: "error parsing tool call"),
        Failure(
            server: "LM Studio", status: "404 Not Found", body: #"{"error":"Unexpected endpoint or method."}"#,
            code: .unavailable, says: "Unexpected endpoint or method."),
        Failure(
            server: "vLLM", status: "400 Bad Request",
            body: #"{"object":"error","message":"This model's maximum context length is 8192 tokens.","#
                + #""type":"BadRequestError","param":null,"code":400}"#,
            code: .limitExceeded, says: "maximum context length"),
        Failure(
            server: "vLLM", status: "500 Internal Server Error", body: "Internal Server Error", code: .backendFailed,
            says: "Internal Server Error"),
    ]

    @Test(arguments: failures)
    func `a refusal is understood in each server's own words`(failure: Failure) async throws {
        try await withModel { connection in
            connection.sendHead(failure.status, type: "application/json")
            connection.send(failure.body)
        } _: { model, _ in
            let error = await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) }
            #expect(error?.code == failure.code)
            #expect(error?.message.contains(failure.says) == true, "\(error?.message ?? "")")
        }
    }

    struct Stream: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// JSON of each event.
        let events: [String]
        var text = "Yes."
        var reasoning = "Hm."
        var tokens = 7
    }

    private static let stop = #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#

    private static let streams = [
        Stream(
            testDescription: "Groq counts tokens in x_groq",
            events: [
                #"{"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"x_groq":{"id":"r"}}"#,
                #"{"choices":[{"index":0,"delta":{"reasoning":"Hm.","channel":"analysis"}}]}"#,
                #"{"choices":[{"index":0,"delta":{"content":"Yes."}}]}"#,
                stop + #","x_groq":{"id":"r","usage":{"prompt_tokens":3,"completion_tokens":7}}}"#,
            ]),
        Stream(
            testDescription: "Cerebras adds times, and one chunk without choices",
            events: [
                #"{"model":"m","choices":[{"index":0,"delta":{"role":"assistant","reasoning":"Hm."}}]}"#,
                #"{"choices":[{"index":0,"delta":{"content":"Yes."}}],"time_info":{"queue_time":0.1}}"#,
                stop + #","usage":{"prompt_tokens":3,"completion_tokens":7},"time_info":{"total_time":0.2}}"#,
                #"{"choices":[]}"#,
            ]),
        Stream(
            testDescription: "Ollama sends empty content beside its reasoning",
            events: [
                #"{"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"Hm."},"finish_reason":null}]}"#,
                #"{"choices":[{"index":0,"delta":{"role":"assistant","content":"Yes."},"finish_reason":null}]}"#,
                #"{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}"#,
                #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":7}}"#,
            ]),
        Stream(
            testDescription: "LM Studio lets the format's tokens through, cut anywhere",
            events: [
                #"{"model":"m","choices":[{"index":0,"delta":{"content":"<|chan"}}]}"#,
                #"{"choices":[{"index":0,"delta":{"content":"nel|>analysis<|message|>Hm.<|end|><|start|>assistant"}}]}"#,
                #"{"choices":[{"index":0,"delta":{"content":"<|channel|>final <|constrain|>JSON<|message|>Yes."}}]}"#,
                stop + #","usage":{"prompt_tokens":3,"completion_tokens":7}}"#,
            ]),
        Stream(
            testDescription: "vLLM calls it reasoning_content, and says null where it has nothing",
            events: [
                #"{"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null},"logprobs":null}]}"#,
                #"{"choices":[{"index":0,"delta":{"reasoning_content":"Hm."},"stop_reason":null}],"usage":null}"#,
                #"{"choices":[{"index":0,"delta":{"content":"Yes."},"stop_reason":null}]}"#,
                stop + #"}"#, #"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":7,"total_tokens":10}}"#,
            ]),
    ]

    @Test(arguments: streams)
    func `a stream is read in each server's own manner`(stream: Stream) async throws {
        try await withModel { connection in
            connection.sendHead()
            for event in stream.events { connection.send("data: \(event)\n\n") }
            connection.send("data: [DONE]\n\n")
        } _: { model, server in
            let answer = try await model.answer(modelRequest(constraint: .schema(["type": "string"])))
            #expect(answer.text == stream.text)
            #expect(answer.reasoning == stream.reasoning)
            #expect(answer.use.usage.completionTokens == stream.tokens)
            // Cerebras wants the one, and refuses the other.
            let sent = try #require(server.requests.first)
            #expect(sent.contains(#""strict":true"#))
            #expect(!sent.contains("parallel_tool_calls"))
        }
    }

    @Test func `an error that LM Studio sends as an event is an error`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send(
                "event: error\ndata: {\"error\":{\"message\":\"The model has crashed (exit code 6).\"}}\n\n")
        } _: { model, _ in
            let error = await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) }
            #expect(error?.code == .backendFailed)
            #expect(error?.message.contains("The model has crashed") == true)
        }
    }

    /// Ollama forgets the beginning of a prompt over its context, and says nothing.
    @Test func `a context that Ollama cuts silently is found by the probe`() async throws {
        let words = Mutex(0)
        try await withModel { connection in
            let body = connection.request.components(separatedBy: "\r\n\r\n").dropFirst().joined()
            // 4,096 tokens of four bytes; what was before them was never there.
            let seen = body.suffix(4096 * 4)
            let secret = seen.components(separatedBy: "The secret word is ").dropFirst().first?.prefix { $0 != "." }
            words.withLock { $0 += secret == nil ? 0 : 1 }
            connection.sendHead()
            connection.send(
                "data: {\"choices\":[{\"delta\":{\"content\":\"\(secret ?? "nail")\"},\"finish_reason\":\"stop\"}]}\n\n"
            )
        } _: { model, _ in
            let provider = RoutedProvider(name: "desk", model: model, retries: 0, leastTokensPerSecond: nil)
            let world = World(now: { Timestamp(millisecondsSince1970: 0) }, newID: { $0 })
            let found = try await ModelProbe(provider, world: world, longestContext: 16_384).run { _ in }
            #expect(found.effectiveContext == 4096)
            #expect(words.withLock { $0 } >= 3)
        }
    }
}
