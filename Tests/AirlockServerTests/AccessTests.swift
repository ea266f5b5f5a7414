import AirlockCore
import AsyncHTTPClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct AccessTests {
    @Test func `only what is open is answered without a token`() async throws {
        try await RunningServer.with { server in
            for path in ["/healthz", "/", "/app.js", "/app.css", "/job.js", "/cards.js", "/dom.js", "/words.js"] {
                #expect(try await server.get(path, as: nil).status == 200, "\(path)")
            }
            let closed = [
                "/jobs", "/jobs/job_1", "/jobs/job_1/events", "/jobs/job_1/report", "/jobs/job_1/snapshots",
                "/jobs/job_1/snapshots/a/diff/b",
                "/approvals", "/approvals/appr_1", "/requests/req_1", "/metrics", "/openapi.json", "/tools", "/me",
                "/tool/human_approval?request_id=a",
            ]
            for path in closed {
                let answer = try await server.get(path, as: nil)
                #expect(answer.status == 401, "\(path)")
                #expect(answer.code == "unauthorized")
                #expect(answer.header("WWW-Authenticate") == "Bearer")
                #expect(try await server.get(path, as: "nobody").status == 401, "\(path)")
            }
            let posts = [
                "/tool/echo", "/jobs", "/llm", "/approvals/a/decision", "/jobs/a/cancel", "/jobs/a/rollback",
                "/jobs/a/export", "/logout",
            ]
            for path in posts {
                #expect(try await server.post(path, "{}", as: nil).status == 401, "\(path)")
            }
            #expect(await server.desk.calls.isEmpty)
        }
    }

    @Test func `a revoked token is refused at once`() async throws {
        try await RunningServer.with { server in
            #expect(try await server.get("/me", as: "runner").status == 200)
            try await server.tokens.revoke("runner")
            #expect(try await server.get("/me", as: "runner").status == 401)
        }
    }

    @Test(arguments: [("runner", 403), ("other", 403), ("approver", 200), ("admin", 200)])
    func `a run token decides nothing`(_ name: String, _ status: Int) async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", "{}", as: "runner")
            let id = try #require(asked.json["approval"]?["id"]?.string)
            let answer = try await server.post("/approvals/\(id)/decision", #"{"decision":"approve"}"#, as: name)
            #expect(answer.status == status)
            let state = await server.desk.question(id)?.state
            #expect(state == (status == 200 ? .approved : .waiting))
        }
    }

    @Test func `a run token sees its own and nothing else`() async throws {
        try await RunningServer.with { server in
            let job = try await server.post("/jobs", #"{"task":"a"}"#, as: "runner")
            #expect(job.status == 201)
            let id = try #require(job.json["job_id"]?.string)
            let call = try await server.post("/tool/risky", #"{"job_id":"\#(id)"}"#, as: "runner")
            let request = try #require(call.json["request_id"]?.string)
            let card = try #require(call.json["approval"]?["id"]?.string)
            let paths = [
                "/jobs/\(id)", "/jobs/\(id)/report", "/jobs/\(id)/snapshots", "/requests/\(request)",
                "/approvals/\(card)",
            ]
            for path in paths {
                #expect(try await server.get(path, as: "runner").status < 300, "\(path)")
                #expect(try await server.get(path, as: "admin").status < 300, "\(path)")
                #expect(try await server.get(path, as: "other").status == 404, "\(path)")
            }
            #expect(try await server.get("/jobs/\(id)/events", as: "other").status == 404)
            #expect(try await server.post("/jobs/\(id)/cancel", "", as: "other").status == 404)
            #expect(try await server.post("/tool/echo", #"{"job_id":"\#(id)"}"#, as: "other").status == 404)
            #expect(try await server.get("/jobs", as: "other").json["jobs"] == [])
            #expect(try await server.get("/approvals", as: "other").json["approvals"] == [])
            #expect(try await server.get("/jobs", as: "runner").json["jobs"]?.array?.count == 1)
            #expect(try await server.get("/approvals", as: "approver").json["approvals"]?.array?.count == 1)
        }
    }

    @Test func `a host folder is copied for an admin only`() async throws {
        try await RunningServer.with { (server) async throws in
            let body = #"{"task":"a","workspace":"/etc"}"#
            #expect(try await server.post("/jobs", body, as: "runner").status == 403)
            #expect(try await server.post("/jobs", body, as: "approver").status == 403)
            #expect(try await server.post("/jobs", body, as: "admin").status == 201)
        }
    }

    @Test(arguments: [
        ("127.0.0.1:PORT", 200), ("localhost:PORT", 200), ("LocalHost:PORT", 200), ("[::1]:PORT", 200),
        ("127.0.0.1", 403), ("127.0.0.1:1", 403), ("evil.example:PORT", 403), ("127.0.0.1.evil.example:PORT", 403),
        ("localhost:PORT.evil.example", 403),
    ])
    func `a request must name this machine as its host`(_ host: String, _ status: Int) async throws {
        try await RunningServer.with { (server) async throws in
            let host = host.replacing("PORT", with: "\(server.port)")
            #expect(try await server.get("/healthz", as: nil, ["Host": host]).status == status)
            #expect(try await server.get("/me", as: "admin", ["Host": host]).status == status)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:PORT", 200), ("http://localhost:PORT", 200), ("https://127.0.0.1:PORT", 403),
        ("http://127.0.0.1:1", 403), ("http://evil.example", 403), ("null", 403),
        ("http://127.0.0.1:PORT.evil.example", 403),
    ])
    func `a request of another site is refused even with a good token`(_ origin: String, _ status: Int) async throws {
        try await RunningServer.with { (server) async throws in
            let origin = origin.replacing("PORT", with: "\(server.port)")
            #expect(try await server.post("/tool/echo", "{}", as: "admin", ["Origin": origin]).status == status)
            #expect(await server.desk.calls.count == (status == 200 ? 1 : 0))
        }
    }

    @Test func `every answer forbids framing, sniffing, foreign code and keeping`() async throws {
        try await RunningServer.with { server in
            for path in ["/", "/me", "/nowhere", "/healthz"] {
                let answer = try await server.get(path)
                let policy = try #require(answer.header("Content-Security-Policy"))
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("Referrer-Policy") == "no-referrer")
                #expect(answer.header("Cache-Control") == (path == "/" ? "no-cache" : "no-store"))
                #expect(answer.header("Access-Control-Allow-Origin") == nil)
            }
            let page = try await server.get("/", as: nil).text
            #expect(!page.contains("<script>") && !page.contains("style=") && !page.contains("onclick"))
        }
    }
}
