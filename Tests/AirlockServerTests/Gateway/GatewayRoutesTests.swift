import AirlockCore
import Testing

@testable import AirlockServer

struct GatewayRoutesTests {
    private static let hello = #"{"model":"any","messages":[{"role":"user","content":"hi"}]}"#

    @Test func `a chat completion has the form that OpenAI's clients read`() async throws {
        try await RunningServer.with { server in
            let answer = try await server.post("/v1/chat/completions", Self.hello, as: "runner")
            #expect(answer.status == 200)
            let json = try JSONValue(parsing: answer.text)
            #expect(json["object"] == "chat.completion")
            #expect(json["model"] == "tiny")
            #expect(json["choices"]?.array?.first?["message"]?["content"] == "hello there")
            #expect(json["choices"]?.array?.first?["finish_reason"] == "stop")
            #expect(json["usage"] == ["prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7])
            let models = try JSONValue(parsing: try await server.get("/v1/models", as: "runner").text)
            #expect(models["data"]?.array?.map { $0["id"] } == ["airlock", "tiny"])
        }
    }

    @Test func `a stream is one chunk a piece, an end, the cost if asked for, and DONE`() async throws {
        try await RunningServer.with { server in
            let body =
                #"{"model":"any","stream":true,"stream_options":{"include_usage":true},"messages":"#
                + #"[{"role":"developer","content":"be brief"},{"role":"user","content":[{"type":"text","text":"hi"}]}]}"#
            let answer = try await server.post("/v1/chat/completions", body, as: "runner")
            let data = answer.text.split(separator: "\n\n").filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }
            #expect(data.last == "[DONE]")
            let chunks = try data.dropLast().map { try JSONValue(parsing: String($0)) }
            #expect(
                chunks.compactMap { $0["choices"]?.array?.first?["delta"]?["content"]?.string } == ["hello", "there"])
            #expect(chunks.compactMap { $0["choices"]?.array?.first?["finish_reason"]?.string } == ["stop"])
            #expect(chunks.last?["usage"]?["total_tokens"] == 7)
            let asked = try #require(await server.desk.modelRequests.last)
            #expect(asked.messages == [ModelMessage(.system, "be brief"), ModelMessage(.user, "hi")])
            #expect(asked.purpose == "gateway/1")
        }
    }

    @Test func `a schema goes to the model`() async throws {
        try await RunningServer.with { server in
            let body =
                #"{"model":"m","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":9,"#
                + #""response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"}}}}"#
            #expect(try await server.post("/v1/chat/completions", body, as: "runner").status == 200)
            let asked = try #require(await server.desk.modelRequests.last)
            #expect(asked.constraint == .schema(["type": "object"]))
            #expect(asked.maxTokens == 9)
        }
    }

    private static let tools =
        #""tools":[{"type":"function","function":{"name":"weather","description":"Of a city.","strict":true,"#
        + #""parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]"#

    private static let asked = #"{"role":"user","content":"How is Tver?"}"#

    private static func called(_ id: String, _ city: String) -> String {
        #"{"role":"assistant","content":null,"reasoning":"Look it up.","tool_calls":[{"id":"\#(id)","type":"function","#
            + #""function":{"name":"weather","arguments":"{\"city\":\"\#(city)\"}"}}]},"#
            + #"{"role":"tool","tool_call_id":"\#(id)","content":"rain"}"#
    }

    @Test func `a call of a tool has the form that OpenAI's clients read`() async throws {
        try await RunningServer.with { server in
            let body = #"{"model":"m","messages":[\#(Self.asked)],\#(Self.tools)}"#
            let answer = try await server.post("/v1/chat/completions", body, as: "runner")
            let choice = try JSONValue(parsing: answer.text)["choices"]?.array?.first
            #expect(choice?["finish_reason"] == "tool_calls")
            #expect(choice?["message"]?["content"] == .null)
            #expect(
                choice?["message"]?["tool_calls"] == [
                    [
                        "id": "call_1", "type": "function",
                        "function": ["name": "weather", "arguments": #"{"city":"Tver"}"#],
                    ]
                ])
            let asked = try #require(await server.desk.modelRequests.last)
            #expect(asked.tools.map(\.name) == ["weather"])
            #expect(asked.tools.first?.summary == "Of a city.")
        }
    }

    @Test func `in a stream a call comes in one chunk, with its number`() async throws {
        try await RunningServer.with { server in
            let body = #"{"model":"m","stream":true,"messages":[\#(Self.asked)],\#(Self.tools)}"#
            let answer = try await server.post("/v1/chat/completions", body, as: "runner")
            let chunks = try answer.text.split(separator: "\n\n").compactMap { line in
                line.hasPrefix("data: {") ? try JSONValue(parsing: String(line.dropFirst(6))) : nil
            }
            let deltas = chunks.compactMap { $0["choices"]?.array?.first }
            let call = deltas.compactMap { $0["delta"]?["tool_calls"]?.array?.first }.first
            #expect(call?["index"] == 0)
            #expect(call?["function"]?["name"] == "weather")
            #expect(deltas.last?["finish_reason"] == "tool_calls")
        }
    }

    @Test func `a text that may be a call is shown once it can't be one any more`() {
        let plain = HeldText(isNeeded: false)
        #expect(plain.take("{") == "{")
        let words = HeldText(isNeeded: true)
        #expect(["\n", "It", " rains {"].map(words.take) == ["", "\nIt", " rains {"])
        #expect(words.rest.isEmpty)
        let call = HeldText(isNeeded: true)
        #expect([" ", "{", "\"name\""].map(call.take) == ["", "", ""])
        #expect(call.rest == " {\"name\"")
    }

    @Test func `results go back beside their calls, and those before the last answer stay before it`() async throws {
        try await RunningServer.with { server in
            let body =
                #"{"model":"m","messages":[\#(Self.asked),\#(Self.called("a", "Tver")),{"role":"assistant","content":"It rains."},"#
                + #"{"role":"user","content":"And Omsk?"},\#(Self.called("b", "Omsk"))],\#(Self.tools)}"#
            #expect(try await server.post("/v1/chat/completions", body, as: "runner").status == 200)
            let asked = try #require(await server.desk.modelRequests.last)
            func round(_ id: String, _ city: String) -> ModelRound {
                let call = ModelCall(id: id, name: "weather", arguments: ["city": .string(city)])
                return ModelRound(reasoning: "Look it up.", text: "", calls: [call], results: ["rain"])
            }
            #expect(asked.messages.map(\.content) == ["How is Tver?", "It rains.", "And Omsk?"])
            #expect(asked.messages.map(\.rounds) == [[], [round("a", "Tver")], []])
            #expect(asked.rounds == [round("b", "Omsk")])
        }
    }

    @Test func `a user who speaks between the calls and their answer is heard in that order`() async throws {
        try await RunningServer.with { server in
            let body =
                #"{"model":"m","messages":[\#(Self.asked),\#(Self.called("a", "Tver")),{"role":"user","content":"Stop."}],\#(Self.tools)}"#
            #expect(try await server.post("/v1/chat/completions", body, as: "runner").status == 200)
            let asked = try #require(await server.desk.modelRequests.last)
            #expect(asked.messages.map(\.role) == [.user, .assistant, .user])
            #expect(asked.messages.map(\.isSpoken) == [true, false, true])
            #expect(asked.rounds.isEmpty)
        }
    }

    @Test func `tool_choice none offers no tool, and an answer in words where a call must be is a failure`()
        async throws
    {
        try await RunningServer.with { server in
            let none = #"{"model":"m","tool_choice":"none","messages":[\#(Self.asked)],\#(Self.tools)}"#
            #expect(try await server.post("/v1/chat/completions", none, as: "runner").status == 200)
            #expect(await server.desk.modelRequests.last?.tools.isEmpty == true)
            let words = #"{"role":"user","content":"Answer in words."}"#
            for choice in [#""required""#, #"{"type":"function","function":{"name":"weather"}}"#] {
                let body = #"{"model":"m","tool_choice":\#(choice),"messages":[\#(words)],\#(Self.tools)}"#
                let answer = try await server.post("/v1/chat/completions", body, as: "runner")
                #expect(answer.status == 502)
                #expect(answer.text.contains("answered in words"))
            }
        }
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "model is missing"),
        (#"{"model":"m","messages":[]}"#, "messages is empty"),
        (#"{"model":"m","messages":[{"role":"robot","content":"x"}]}"#, "role is none of"),
        (#"{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}"#, "is of no call that waits"),
        (#"{"model":"m","messages":[{"role":"user","content":null}]}"#, "content is missing"),
        (
            #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]},"#
                + #"{"role":"user","content":"x"}]}"#, "messages[0].tool_calls: \"c\" has no result"
        ),
        (
            #"{"model":"m","tool_choice":"required","messages":[{"role":"user","content":"x"}]}"#,
            "requires a tool, and there is none"
        ),
        (#"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#, "no text"),
        (#"{"model":"m","n":2,"messages":[{"role":"user","content":"x"}]}"#, "n is not 1"),
        (#"{"model":"m","tools":[{}],"messages":[{"role":"user","content":"x"}]}"#, "tools[0].type is not function"),
        (
            #"{"model":"m","tools":[{"type":"function","function":{"name":"a b"}}],"messages":[{"role":"user","content":"x"}]}"#,
            "name is not 1 to 64 letters"
        ),
        (
            #"{"model":"m","tools":[{"type":"function","function":{"name":"f","parameters":{"pattern":"x"}}}],"#
                + #""messages":[{"role":"user","content":"x"}]}"#, "parameters can't be checked"
        ),
        (#"{"model":"m","modle":"m","messages":[{"role":"user","content":"x"}]}"#, "modle"),
        ("[", "byte"),
    ])
    func `what isn't served is refused in the form that OpenAI's clients read`(body: String, said: String) async throws
    {
        try await RunningServer.with { server in
            let answer = try await server.post("/v1/chat/completions", body, as: "runner")
            #expect(answer.status == 400)
            let error = try JSONValue(parsing: answer.text)["error"]
            #expect(error?["type"] == "invalid_request")
            #expect(error?["message"]?.string?.contains(said) == true, "\(answer.text)")
        }
    }

    @Test func `nobody is served without a token`() async throws {
        try await RunningServer.with { server in
            let post = try await server.post("/v1/chat/completions", Self.hello, as: nil)
            let get = try await server.get("/v1/models", as: nil)
            #expect([post.status, get.status] == [401, 401])
        }
    }
}
