import AirlockCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct PermissionRoutesTests {
    @Test func `a yes may come with a lease, which is shown, counted and ended`() async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", #"{"cmd":"make notes"}"#)
            let id = try #require(asked.json["approval"]?["id"]?.string)
            let body = #"{"decision":"approve","lease":{"uses":5,"minutes":10}}"#
            #expect(try await server.post("/approvals/\(id)/decision", body, as: "approver").status == 200)
            let lease = try await server.get("/leases", as: "approver").json["leases"]?.array?.first
            #expect(lease?["uses_left"] == 5 && lease?["good"] == true && lease?["approval_id"] == .string(id))
            let path = "/leases/\(lease?["id"]?.string ?? "")"
            #expect(try await server.delete(path, as: "runner").status == 403)
            #expect(try await server.delete(path, as: "approver").status == 200)
            #expect(try await server.get("/leases").json["leases"]?.array?.first?["good"] == false)
            #expect(try await server.delete("/leases/lease_none", as: "admin").status == 404)
            #expect(try await server.get("/leases", as: "runner").status == 403)
        }
    }

    @Test func `a person lends hosts to a job, which is shown and ended as other leases are`() async throws {
        try await RunningServer.with { server in
            let body = #"{"job_id":"job_1","hosts":["registry.npmjs.org:443"],"uses":3,"minutes":5,"bytes":1000}"#
            #expect(try await server.post("/leases", body, as: "runner").status == 403)
            let lent = try await server.post("/leases", body, as: "approver")
            #expect(lent.status == 201)
            #expect(lent.json["hosts"] == ["registry.npmjs.org:443"] && lent.json["approval_id"] == .null)
            let shown = try await server.get("/leases").json["leases"]?.array?.first
            #expect(shown?["uses_left"] == 3 && shown?["bytes_left"] == 1000 && shown?["good"] == true)
            let path = "/leases/\(lent.json["id"]?.string ?? "")"
            #expect(try await server.delete(path, as: "approver").status == 200)
        }
    }

    @Test(arguments: [
        (#"{"job_id":"j","hosts":[]}"#, "hosts"), (#"{"job_id":"j","hosts":["10.0.0.1:80"]}"#, "10.0.0.1:80"),
        (#"{"job_id":"j","hosts":["example.org"]}"#, "example.org"), (#"{"hosts":["a.org:1"]}"#, "job_id"),
        (#"{"job_id":"j","hosts":["a.org:1"],"minutes":0}"#, "minutes"),
    ])
    func `hosts that can't be lent are refused with what is wrong`(body: String, word: String) async throws {
        try await RunningServer.with { server in
            let answer = try await server.post("/leases", body)
            #expect(answer.status == 400)
            #expect(answer.message.contains(word))
        }
    }

    @Test(arguments: [
        (#"{"decision":"reject","lease":{"uses":5,"minutes":10}}"#, "lease"),
        (#"{"decision":"approve","lease":{"uses":0,"minutes":10}}"#, "lease.uses"),
        (#"{"decision":"approve","lease":{"uses":5,"minutes":1441}}"#, "lease.minutes"),
        (#"{"decision":"approve","lease":{"uses":5}}"#, "lease.minutes"),
        (#"{"decision":"approve","lease":{"uses":5,"minutes":1,"for":"ever"}}"#, "for"),
    ])
    func `a lease without bounds is refused by its field`(body: String, field: String) async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", "{}")
            let id = asked.json["approval"]?["id"]?.string ?? ""
            let answer = try await server.post("/approvals/\(id)/decision", body)
            #expect(answer.status == 400)
            #expect(answer.message.contains(field))
            #expect(try await server.get("/approvals/\(id)").json["state"] == "waiting")
        }
    }

    @Test func `an administrator issues, sees and ends whitelist tokens, and nobody else does`() async throws {
        try await RunningServer.with { server in
            let body =
                #"{"job_id":"job_1","patterns":["make 'it so'",["docker","build","."]],"uses":3,"expires_in":60}"#
            #expect(try await server.post("/policy/tokens", body, as: "approver").status == 403)
            let issued = try await server.post("/policy/tokens", body)
            #expect(issued.status == 201)
            #expect(issued.json["whitelist_token"]?.string?.isEmpty == false)
            #expect(issued.json["patterns"] == [["make", "it so"], ["docker", "build", "."]])
            let listed = try await server.get("/policy/tokens").json["tokens"]?.array?.first
            #expect(listed?["uses_left"] == 3 && listed?["good"] == true && listed?["whitelist_token"] == nil)
            #expect(try await server.get("/policy/tokens", as: "runner").status == 403)
            let path = "/policy/tokens/\(listed?["id"]?.string ?? "")"
            #expect(try await server.delete(path, as: "admin").status == 200)
            #expect(try await server.get("/policy/tokens").json["tokens"]?.array?.first?["good"] == false)
        }
    }

    @Test(arguments: [
        (#"{"patterns":["a"]}"#, "job_id"), (#"{"job_id":"j"}"#, "patterns"),
        (#"{"job_id":"j","patterns":[]}"#, "patterns"),
        (#"{"job_id":"j","patterns":["a && b"]}"#, "not one plain command"),
        (#"{"job_id":"j","patterns":[["a",1]]}"#, "patterns[0]"),
        (#"{"job_id":"j","patterns":["a"],"uses":0}"#, "uses"),
        (#"{"job_id":"j","patterns":["a"],"expires_in":9999999}"#, "expires_in"),
    ])
    func `a grant without bounds is refused by its field`(body: String, words: String) async throws {
        try await RunningServer.with { server in
            let answer = try await server.post("/policy/tokens", body)
            #expect(answer.status == 400)
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test(arguments: [
        (#"{"writes":["../x"]}"#, "leaves the workspace"), (#"{"max_files":1}"#, "envelope.writes"),
        (#"{"writes":["a"],"deletes":"some"}"#, "envelope.deletes"),
        (#"{"writes":["a"],"minutes":0}"#, "envelope.minutes"),
        (#"{"writes":["a"],"max":0}"#, "max"), ("7", "envelope"),
    ])
    func `an envelope that isn't one is refused by its field`(envelope: String, words: String) async throws {
        try await RunningServer.with { server in
            let answer = try await server.post("/jobs", #"{"task":"a","envelope":\#(envelope)}"#)
            #expect(answer.status == 400)
            #expect(answer.message.contains(words), "\(answer.message)")
            #expect(try await server.post("/jobs", #"{"task":"a","envelope":{"writes":["src"]}}"#).status == 201)
        }
    }
}
