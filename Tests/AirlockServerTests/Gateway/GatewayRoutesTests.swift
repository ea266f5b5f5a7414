import AirlockCore
import Testing

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

    @Test(arguments: [
        (#"{"messages":[]}"#, "model is missing"),
        (#"{"model":"m","messages":[]}"#, "messages is empty"),
        (#"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#, "role is none of"),
        (#"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#, "no text"),
        (#"{"model":"m","n":2,"messages":[{"role":"user","content":"x"}]}"#, "n is not 1"),
        (#"{"model":"m","tools":[{}],"messages":[{"role":"user","content":"x"}]}"#, "tools is not taken"),
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
