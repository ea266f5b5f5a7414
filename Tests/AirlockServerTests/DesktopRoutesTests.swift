import AirlockCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct DesktopRoutesTests {
    @Test func `a job without a desktop says so`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin(hasDesktop: false)
            #expect(try await server.get("/jobs/\(id)/desktop/state").json == ["running": false])
            #expect(try await server.get("/jobs/\(id)/desktop").code == "not_found")
            for verb in ["take", "give-back"] {
                #expect(try await server.post("/jobs/\(id)/desktop/\(verb)", "{}").code == "not_found")
            }
            let body = #"{"actions":[{"type":"key","keys":"a"}]}"#
            #expect(try await server.post("/jobs/\(id)/desktop/input", body).code == "not_found")
        }
    }

    @Test func `the picture is sent once, and then only when it has changed`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            let first = try await server.get("/jobs/\(id)/desktop", as: "runner")
            #expect(first.status == 200 && first.text == "\u{1}\u{2}\u{3}")
            #expect(first.header("content-type") == "image/png" && first.header("cache-control") == "no-store")
            let tag = try #require(first.header("etag"))
            #expect(tag == "\"00000000000000aa\"")
            let same = try await server.get("/jobs/\(id)/desktop?wait=7", as: "runner", ["If-None-Match": tag])
            #expect(same.status == 304 && same.text == "" && same.header("etag") == tag)
            #expect(await server.desktops.patience == .seconds(7))
            let other = try await server.get("/jobs/\(id)/desktop", as: "runner", ["If-None-Match": "\"bb\""])
            #expect(other.status == 200)
            #expect(try await server.get("/jobs/\(id)/desktop?wait=21").status == 400)
            #expect(try await server.get("/jobs/\(id)/desktop?size=1").status == 400)
        }
    }

    @Test func `a person takes it over, acts, and gives it back`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            let taken = try await server.post("/jobs/\(id)/desktop/take", "{}")
            let state: JSONValue = ["running": true, "width": 100, "height": 50, "holder": "admin", "yours": true]
            #expect(taken.json == state)
            let seen = try await server.get("/jobs/\(id)/desktop/state", as: "runner").json
            #expect(seen["holder"] == "admin" && seen["yours"] == false)
            let body = #"{"actions":[{"type":"click","x":99,"y":49},{"type":"type","text":"я"}]}"#
            #expect(try await server.post("/jobs/\(id)/desktop/input", body).status == 200)
            let expected: [DesktopInput] = [
                .click(PixelPoint(x: 99, y: 49), .left, count: 1), .type(try TypedText("я")),
            ]
            #expect(await server.desktops.inputs == expected)
            #expect(try await server.post("/jobs/\(id)/desktop/give-back", "").json["holder"] == .null)
            #expect(try await server.post("/jobs/\(id)/desktop/input", body).code == "conflict")
        }
    }

    @Test func `what no hand does, or not on this screen, is refused whole`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            _ = try await server.post("/jobs/\(id)/desktop/take", "{}")
            for action in [
                #"{"type":"open","cmd":"xterm"}"#, #"{"type":"wait","seconds":1}"#,
                #"{"type":"click","x":100,"y":0}"#, #"{"type":"click","x":0}"#, #"{"type":"key","keys":"power"}"#, "1",
            ] {
                let body = #"{"actions":[{"type":"key","keys":"a"},\#(action)]}"#
                #expect(try await server.post("/jobs/\(id)/desktop/input", body).status == 400, "\(action)")
            }
            for body in ["", "{}", #"{"actions":[]}"#, #"{"actions":[{"type":"key","keys":"a"}],"job":1}"#] {
                #expect(try await server.post("/jobs/\(id)/desktop/input", body).status == 400, "\(body)")
            }
            #expect(await server.desktops.inputs == [])
        }
    }

    @Test func `a token that only runs may look at its own job and touch nothing`() async throws {
        try await RunningServer.with { server in
            let id = try await server.begin()
            for (verb, body) in [("take", "{}"), ("give-back", "{}"), ("input", #"{"actions":[]}"#)] {
                #expect(try await server.post("/jobs/\(id)/desktop/\(verb)", body, as: "runner").status == 403)
                #expect(try await server.post("/jobs/\(id)/desktop/\(verb)", body, as: "approver").status == 404)
            }
            for path in ["desktop", "desktop/state"] {
                #expect(try await server.get("/jobs/\(id)/\(path)", as: "other").status == 404)
                #expect(try await server.get("/jobs/\(id)/\(path)", as: nil).status == 401)
            }
            #expect(await server.desktops.state(of: id)?.holder == nil)
        }
    }
}

extension RunningServer {
    /// A job of `runner`.
    fileprivate func begin(hasDesktop: Bool = true) async throws -> Job.ID {
        let id = try await post("/jobs", #"{"task":"a"}"#, as: "runner").json["job_id"]?.string ?? ""
        if hasDesktop { await desktops.begin(id) }
        return id
    }
}
