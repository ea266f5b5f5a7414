import AirlockAPI
import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ToolRoutesTests {
    @Test func `a call reaches the desk without the fields that are ours`() async throws {
        try await RunningServer.with { server in
            let job = try await server.post("/jobs", #"{"task":"a"}"#, as: "runner").json["job_id"]?.string ?? ""
            let body = #"{"cmd":"ls","n":3,"job_id":"\#(job)","as_dangerous":true,"on_failure":"keep"}"#
            let answer = try await server.post("/tool/echo", body, as: "runner")
            #expect(answer.status == 200)
            #expect(answer.json["status"] == "ok" && answer.json["output"] == ["cmd": "ls", "n": 3])
            let call = try #require(await server.desk.calls.first)
            #expect(call.requestID == answer.json["request_id"]?.string)
            #expect(call.jobID == job && call.owner == "runner" && call.asDangerous && call.keepsOnFailure)
        }
    }

    @Test(arguments: [#"{"job_id":7}"#, #"{"as_dangerous":"yes"}"#, #"{"on_failure":"retry"}"#])
    func `a field of ours with another type is refused`(_ body: String) async throws {
        try await RunningServer.with { (server) async throws in
            #expect(try await server.post("/tool/echo", body).status == 400)
            #expect(await server.desk.calls.isEmpty)
        }
    }

    @Test func `the model is asked within limits and answers by contract`() async throws {
        try await RunningServer.with { server in
            let plain = try await server.post("/llm", #"{"messages":[{"role":"user","content":"hi"}],"seed":9}"#)
            #expect(plain.status == 200)
            #expect(plain.json["text"] == "hello there" && plain.json["json"] == .null && plain.json["seed"] == 9)
            #expect(plain.json["model_id"] == "tiny" && plain.json["provider"] == "local")
            #expect(plain.json["prompt_hash"] == "ab" && plain.json["usage"]?["completion_tokens"] == 2)
            let formed = try await server.post(
                "/llm", #"{"messages":[{"role":"user","content":"hi"}],"schema":{"type":"object"}}"#)
            #expect(formed.json["json"] == ["n": 1])
            let many = try await server.post("/llm", #"{"messages":[{"role":"boss","content":"hi"}]}"#)
            #expect(many.status == 400 && many.message.contains("messages[0].role"))
            #expect(try await server.post("/llm", #"{"messages":[]}"#).status == 400)
        }
    }

    @Test func `a streamed answer comes in pieces and then whole`() async throws {
        try await RunningServer.with { server in
            let body = #"{"messages":[{"role":"user","content":"hi"}],"stream":true}"#
            let answer = try await server.post("/llm", body)
            #expect(answer.header("Content-Type") == "text/event-stream; charset=utf-8")
            let events = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }
            #expect(events == ["event: text", "event: text", "event: answer"])
            #expect(answer.text.contains(#"data: {"text":"hello"}"#))
            #expect(answer.text.contains(#""model_id":"tiny""#))
        }
    }

    @Test func `the description names every route, and the server has them all`() async throws {
        try await RunningServer.with { server in
            let document = try await server.get("/openapi.json").json
            #expect(document["openapi"] == "3.1.0" && document["info"]?["version"] == "1.2.3")
            let diff = document["paths"]?["/jobs/{id}/snapshots/{a}/diff/{b}"]?["get"]
            #expect(diff?["parameters"]?.array?.map { $0["name"] } == ["id", "a", "b"])
            let export = document["paths"]?["/jobs/{id}/export"]?["post"]
            #expect(export?["requestBody"]?["required"] == false)
            for route in Route.all {
                #expect(document["paths"]?[route.path]?[route.method.rawValue] != nil, "\(route.path)")
                let path = route.path.replacing("{id}", with: "none")
                let answer =
                    switch route.method {
                    case .get: try await server.get(path)
                    case .post: try await server.post(path, "{}")
                    case .delete: try await server.delete(path, as: "admin")
                    }
                #expect(answer.message != "there is no such route", "\(route.path)")
            }
        }
    }

    @Test func `each tool is told with the schemas of its input and output, in the description too`() async throws {
        try await RunningServer.with { server in
            let spec = WriteProbe.spec
            #expect(
                try await server.get("/tools").json == [
                    "tools": [
                        [
                            "name": "write_probe", "summary": "Write one file.", "input": spec.input,
                            "output": spec.output, "examples": [["path": "a", "content": "b"]],
                        ]
                    ]
                ])
            let route = try await server.get("/openapi.json").json["paths"]?["/tool/write_probe"]?["post"]
            let schemas = route?["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["allOf"]?.array
            #expect(schemas?.first == ["$ref": "#/components/schemas/Envelope"])
            #expect(schemas?.last?["properties"]?["output"] == spec.output)
            let input = route?["requestBody"]?["content"]?["application/json"]?["schema"]
            #expect(input?["properties"]?["content"] == ["type": "string"])
        }
    }

    @Test func `metrics count answers and jobs`() async throws {
        try await RunningServer.with { server in
            _ = try await server.post("/jobs", #"{"task":"a"}"#)
            _ = try await server.get("/nowhere")
            let text = try await server.get("/metrics").text
            #expect(text.contains("airlock_up 1\n"))
            #expect(text.contains("airlock_http_requests_total{code=\"201\"} 1\n"))
            #expect(text.contains("airlock_http_requests_total{code=\"404\"} 1\n"))
            #expect(text.contains("airlock_jobs{status=\"planning\"} 1\n"))
        }
    }
}
