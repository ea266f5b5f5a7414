import AirlockCore
import AirlockServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct LoginTests {
    @Test func `a one-time code opens the page once`() async throws {
        try await RunningServer.with { server in
            let code = await server.codes.mint(for: "admin")
            let login = try await server.get("/login?code=\(code)", as: nil)
            #expect(login.status == 303)
            #expect(login.header("Location") == "/")
            let cookie = try #require(login.header("Set-Cookie"))
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"))
            let session = ["Cookie": String(cookie.prefix { $0 != ";" })]
            let me = try await server.get("/me", as: nil, session)
            #expect(me.json["name"] == "admin" && me.json["scope"] == "admin")
            #expect(try await server.get("/login?code=\(code)", as: nil).status == 401)
        }
    }

    @Test func `a code is good for ten minutes`() async throws {
        try await RunningServer.with { (server) async throws in
            let code = await server.codes.mint(for: "admin")
            server.clock.advance(seconds: 600)
            #expect(try await server.get("/login?code=\(code)", as: nil).status == 401)
        }
    }

    @Test func `a token is exchanged for a session of its scope`() async throws {
        try await RunningServer.with { server in
            #expect(try await server.post("/login", #"{"token":"wrong"}"#, as: nil).status == 401)
            let session = try await server.signIn("approver")
            #expect(try await server.get("/me", as: nil, session).json["scope"] == "approve")
        }
    }

    @Test func `a session acts only for our own page`() async throws {
        try await RunningServer.with { server in
            let session = try await server.signIn("admin")
            func post(_ more: [String: String]) async throws -> Int {
                try await server.post("/tool/echo", "{}", as: nil, session.merging(more) { $1 }).status
            }
            func get(_ more: [String: String]) async throws -> Int {
                try await server.get("/jobs", as: nil, session.merging(more) { $1 }).status
            }
            #expect(try await post(["Origin": server.origin]) == 200)
            #expect(try await post([:]) == 403)
            #expect(try await post(["Origin": "http://127.0.0.1:1"]) == 403)
            #expect(try await get(["Sec-Fetch-Site": "same-origin"]) == 200)
            #expect(try await get(["Sec-Fetch-Site": "same-site"]) == 403)
            #expect(try await get(["Sec-Fetch-Site": "cross-site"]) == 403)
        }
    }

    @Test func `a session ends by signing out, by idling and with its token`() async throws {
        try await RunningServer.with { server in
            let first = try await server.signIn("admin")
            let out = try await server.post("/logout", "", as: nil, first.merging(["Origin": server.origin]) { $1 })
            #expect(out.status == 200)
            #expect(try await server.get("/me", as: nil, first).status == 401)

            let second = try await server.signIn("admin")
            server.clock.advance(seconds: 12 * 3600 - 1)
            #expect(try await server.get("/me", as: nil, second).status == 200)
            server.clock.advance(seconds: 12 * 3600)
            #expect(try await server.get("/me", as: nil, second).status == 401)

            let third = try await server.signIn("runner")
            try await server.tokens.revoke("runner")
            #expect(try await server.get("/me", as: nil, third).status == 401)
        }
    }
}

extension RunningServer {
    /// The cookie of a session for this token.
    fileprivate func signIn(_ name: String) async throws -> [String: String] {
        let login = try await post("/login", #"{"token":"\#(name)-token"}"#, as: nil)
        let cookie = try #require(login.header("Set-Cookie"))
        return ["Cookie": "theme=dark; " + cookie.prefix { $0 != ";" }]
    }
}
