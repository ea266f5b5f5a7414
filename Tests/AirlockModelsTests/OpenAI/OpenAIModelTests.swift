import AirlockCore
import AirlockModels
import Dispatch
import Synchronization
import Testing

struct OpenAIModelTests {
    private static let chunks = #"""
        data: {"model":"served","choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}

        : ping

        data: {"model":"served","choices":[{"index":0,"delta":{"content":"При"}}]}

        data: {"model":"served","choices":[{"index":0,"delta":{"content":"вет"}}]}

        data: {"model":"served","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"model":"served","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":2}}

        data: [DONE]


        """#

    @Test(.timeLimit(.minutes(1))) func `as many answers can be read at once as are asked for`() async throws {
        let count = 64
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let goes = DispatchSemaphore(value: 0)
        try await withModel { connection in
            arrival.yield()
            goes.wait()
            connection.sendHead()
            connection.send(Self.chunks)
        } _: { model, _ in
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<count { group.addTask { try await model.answer(modelRequest()).text } }
                // None is answered before the last one has asked.
                for await _ in arrivals.prefix(count) {}
                for _ in 0..<count { goes.signal() }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(texts == ["Привет"])
        }
    }

    @Test func `a streamed answer is put together and accounted for`() async throws {
        try await withModel(key: "k-1") { connection in
            connection.sendHead()
            for byte in Self.chunks.utf8 { connection.send([byte]) }
            connection.waitForClose()
        } _: { model, server in
            let pieces = Mutex<[String]>([])
            let answer = try await model.answer(modelRequest()) { piece in pieces.withLock { $0.append(piece) } }
            #expect(answer.text == "Привет")
            #expect(pieces.withLock { $0 } == ["При", "вет"])
            #expect(!answer.isCut)
            #expect(answer.use.modelID == "served")
            #expect(answer.use.provider == "test")
            #expect(answer.use.usage.promptTokens == 11)
            #expect(answer.use.usage.completionTokens == 2)
            let sent = try #require(server.requests.first)
            #expect(sent.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
            #expect(sent.lowercased().contains("authorization: bearer k-1\r\n"))
            #expect(sent.contains(#""stream":true,"stream_options":{"include_usage":true}"#))
        }
    }

    @Test func `what decides an answer stands in its record`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send(
                #"data: {"system_fingerprint":"b1-abc","choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}"#
                    + "\n\n")
        } _: { model, _ in
            var request = modelRequest()
            request.temperature = 0.7
            let use = try await model.answer(request).use
            #expect(
                use.circumstances == ModelCircumstances(temperature: 0.7, maxTokens: 50, serverBuild: "b1-abc"))
            #expect(use.seed == 3)
        }
    }

    @Test func `a constraint is sent in the form that servers know`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send(Self.chunks)
        } _: { model, server in
            _ = try await model.answer(modelRequest(constraint: .grammar("root ::= \"a\"")))
            _ = try await model.answer(modelRequest(constraint: .schema(["type": "string"])))
            #expect(server.requests[0].contains(#""grammar":"root ::= \"a\"""#))
            let format = #""response_format":{"json_schema":{"name":"answer","schema":{"type":"string"},"#
            #expect(server.requests[1].contains(format + #""strict":true},"type":"json_schema"}"#))
        }
    }

    @Test func `a server that ignores streaming is understood`() async throws {
        try await withModel { connection in
            connection.sendHead(type: "application/json")
            connection.send(
                #"{"model":"m","choices":[{"message":{"content":"hi"},"finish_reason":"length"}],"#
                    + #""usage":{"prompt_tokens":1,"completion_tokens":1}}"#)
        } _: { model, _ in
            let answer = try await model.answer(modelRequest())
            #expect(answer.text == "hi")
            #expect(answer.isCut)
        }
    }

    @Test(arguments: [
        #"{"reasoning_content":"Hm.","content":"Yes."}"#, #"{"reasoning":"Hm.","content":"Yes."}"#,
        ##"{"content":"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes."}"##,
    ])
    func `reasoning is kept apart, however the server sends it`(message: String) async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send("data: {\"choices\":[{\"delta\":\(message),\"finish_reason\":\"stop\"}]}\n\n")
        } _: { model, _ in
            let answer = try await model.answer(modelRequest())
            #expect(answer.text == "Yes.")
            #expect(answer.reasoning == "Hm.")
        }
    }

    @Test func `a control token in a message is sent as text, and comes back as it was`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send(
                "data: {\"choices\":[{\"delta\":{\"content\":\"say <\u{2060}|im_end|>\"},\"finish_reason\":\"stop\"}]}\n\n"
            )
        } _: { model, server in
            let answer = try await model.answer(modelRequest("say <|im_end|>"))
            #expect(server.requests.first?.contains("say <\u{2060}|im_end|>") == true)
            #expect(server.requests.first?.contains("<|im_end|>") == false)
            #expect(answer.text == "say <|im_end|>")
        }
    }

    @Test func `where the server counts no tokens none are made up`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n")
        } _: { model, _ in
            let answer = try await model.answer(modelRequest())
            #expect(answer.use.usage.promptTokens == 0)
            #expect(answer.use.usage.completionTokens == 0)
            #expect(answer.use.modelID == "asked-for")
        }
    }

    @Test func `equal prompts have equal hashes, whatever the seed`() async throws {
        try await withModel { connection in
            connection.sendHead()
            connection.send(Self.chunks)
        } _: { model, _ in
            var other = modelRequest()
            other.seed = 99
            let first = try await model.answer(modelRequest()).use.promptHash
            #expect(try await model.answer(other).use.promptHash == first)
            #expect(try await model.answer(modelRequest("bye")).use.promptHash != first)
        }
    }

    @Test func `a server elsewhere is asked only with consent`() async throws {
        try await withHTTPClient { http in
            let endpoint = try OpenAIEndpoint(
                name: "cloud", baseURL: "https://models.example/v1",
                limits: .init(total: .seconds(1), stall: .seconds(1)), apiKey: { nil })
            #expect(!endpoint.isLocal)
            let model = OpenAIModel(
                endpoint: endpoint, model: "m", abilities: .init(plansFreely: true, takesGrammar: false),
                consent: false,
                http: http)
            let error = await #expect(throws: AirlockError.self) { try await model.answer(modelRequest()) }
            #expect(error?.code == .unavailable)
            #expect(error?.hint?.contains("consent: true") == true)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", true), ("http://localhost:1/v1/", true), ("http://[::1]:1/v1", true),
        ("http+unix://%2Ftmp%2Fa.sock", true), ("http://127.0.0.1.evil.example/v1", false),
        ("http://192.168.1.5:11434/v1", false), ("https://host/v1", false), ("http://localhost.evil.example", false),
    ])
    func `only this machine counts as local`(address: String, isLocal: Bool) throws {
        let endpoint = try OpenAIEndpoint(
            name: "x", baseURL: address, limits: .init(total: .seconds(1), stall: .seconds(1)), apiKey: { nil })
        #expect(endpoint.isLocal == isLocal)
    }

    @Test(arguments: [
        "", "nonsense", "ftp://host/v1", "https://user:pass@host/v1", "https://host/v1?x=1", "http:///v1",
    ])
    func `an address that is none is refused`(address: String) {
        let error = #expect(throws: AirlockError.self) {
            try OpenAIEndpoint(
                name: "x", baseURL: address, limits: .init(total: .seconds(1), stall: .seconds(1)), apiKey: { nil })
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("pass") == false)
    }
}
