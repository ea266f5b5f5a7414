import AirlockCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct ApprovalRoutesTests {
    @Test func `a call that must be asked is pending until a person approves it`() async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", #"{"cmd":"make notes"}"#, as: "runner")
            #expect(asked.status == 202)
            #expect(asked.json["status"] == "pending")
            let id = try #require(asked.json["approval"]?["id"]?.string)
            #expect(asked.json["approval"]?["url"] == .string("/approvals/\(id)"))
            let request = try #require(asked.json["request_id"]?.string)
            #expect(try await server.get("/requests/\(request)", as: "runner").status == 202)

            let decided = try await server.post("/approvals/\(id)/decision", #"{"decision":"approve","comment":"ok"}"#)
            #expect(decided.status == 200)
            #expect(decided.json["state"] == "approved")
            let outcome = try await server.get("/requests/\(request)", as: "runner")
            #expect(outcome.status == 200)
            #expect(outcome.json["status"] == "ok" && outcome.json["output"]?["stdout"] == "made")
        }
    }

    @Test func `a second decision is a conflict`() async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", "{}")
            let id = try #require(asked.json["approval"]?["id"]?.string)
            #expect(try await server.post("/approvals/\(id)/decision", #"{"decision":"reject"}"#).status == 200)
            let second = try await server.post("/approvals/\(id)/decision", #"{"decision":"approve"}"#)
            #expect(second.status == 409)
            #expect(second.code == "conflict")
            let outcome = try await server.get("/requests/\(asked.json["request_id"]?.string ?? "")")
            #expect(outcome.status == 200 && outcome.code == "rejected")
            #expect(try await server.post("/approvals/appr_none/decision", #"{"decision":"approve"}"#).status == 404)
            #expect(try await server.post("/approvals/\(id)/decision", #"{"decision":"maybe"}"#).status == 400)
        }
    }

    @Test func `a card has the fields that a person needs`() async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", #"{"cmd":"make notes"}"#)
            let id = try #require(asked.json["approval"]?["id"]?.string)
            let card = try await server.get("/approvals/\(id)").json
            let names: Set = [
                "id", "state", "request_id", "description", "affected_files", "estimated_impact", "effects", "diff",
                "output", "rule", "reason", "hash", "expires_at",
            ]
            #expect(names.isSubset(of: Set(card.object?.keys ?? [:].keys)))
            #expect(card["state"] == "waiting")
            #expect(card["description"] == "risky: make notes")
            #expect(card["affected_files"] == ["notes.txt"])
            #expect(
                card["estimated_impact"] == "measured: 1 added, 0 changed, 0 deleted; 6 bytes; no host reached; 0.003 s"
            )
            #expect(
                card["effects"] == [
                    "added notes.txt (file, 6 bytes)", "ran sh, exit 0",
                    "what it started and tried to reach was not observed",
                ])
            #expect(card["impact"]?["deleted"] == 0 && card["impact"]?["bytes"] == 6 && card["exit_code"] == 0)
            #expect(card["diff"]?.string?.contains("+hello") == true)
            #expect(card["output"] == ["stdout": "made"])
            #expect(card["rule"] == "ask.unknown-command")
            #expect(card["hash"]?.string?.count == 64)
            #expect(card["expires_at"] == "2023-11-14T22:28:20.000Z")
        }
    }

    @Test func `a card's text is the whole card, and says by its hash which`() async throws {
        try await RunningServer.with { server in
            let asked = try await server.post("/tool/risky", #"{"cmd":"make notes"}"#)
            let card = try await server.get("/approvals/\(asked.json["approval"]?["id"]?.string ?? "")").json
            #expect(
                card["text"]?.string == """
                    ? risky: make notes
                      why: ask.unknown-command, no rule allows it
                      impact: measured: 1 added, 0 changed, 0 deleted; 6 bytes; no host reached; 0.003 s
                      - added notes.txt (file, 6 bytes)
                      - ran sh, exit 0
                      - what it started and tried to reach was not observed
                      exit code: 0
                      output:
                        | made
                      changes:
                        --- /dev/null
                        +++ b/notes.txt
                        @@ -0,0 +1 @@
                        +hello
                      hash: \(card["hash"]?.string?.prefix(12) ?? "")
                      until: 2023-11-14T22:28:20.000Z
                    """)
        }
    }

    @Test func `a list of cards goes on where a page ended`() async throws {
        try await RunningServer.with { server in
            for _ in 0..<5 { _ = try await server.post("/tool/risky", "{}", as: "runner") }
            _ = try await server.post("/tool/risky", "{}", as: "other")
            var (seen, path): ([String], String?) = ([], "/approvals?limit=2")
            while let next = path {
                let page = try await server.get(next, as: "runner").json
                let ids = (page["approvals"]?.array ?? []).compactMap { $0["id"]?.string }
                #expect(ids.count <= 2)
                seen += ids
                path = page["next"]?.string.map { "/approvals?limit=2&after=\($0)" }
            }
            #expect(seen.count == 5 && Set(seen).count == 5)
            #expect(try await server.get("/approvals?limit=2&after=nothing").status == 404)
            #expect(try await server.get("/approvals?after=a/b").status == 400)
        }
    }

    @Test func `a program asks a person and reads the answer`() async throws {
        try await RunningServer.with { server in
            let body =
                #"{"request_id":"deploy-1","description":"Deploy?","effects":["restarts the site"],"timeout":60}"#
            let asked = try await server.post("/tool/human_approval", body, as: "runner")
            #expect(asked.status == 202)
            #expect(asked.json["status"] == "pending" && asked.json["request_id"] == "deploy-1")
            #expect(asked.json["output"]?["description"] == "Deploy?")
            #expect(asked.json["output"]?["effects"] == ["restarts the site"])
            #expect(try await server.post("/tool/human_approval", body, as: "runner").status == 409)

            let path = "/tool/human_approval?request_id=deploy-1"
            #expect(try await server.get(path, as: "runner").status == 202)
            #expect(try await server.get(path, as: "other").status == 404)
            let id = try #require(asked.json["approval"]?["id"]?.string)
            _ = try await server.post("/approvals/\(id)/decision", #"{"decision":"reject"}"#, as: "approver")
            let answer = try await server.get(path, as: "runner")
            #expect(answer.status == 200)
            #expect(answer.json["status"] == "error" && answer.code == "rejected")
            #expect(answer.json["output"]?["state"] == "rejected")
        }
    }

    @Test(arguments: [
        (#"{"request_id":"a","description":"b","timeout":0}"#, "timeout"),
        (#"{"request_id":"a/b","description":"b"}"#, "request_id"), (#"{"request_id":"a"}"#, "description"),
        (#"{"request_id":"a","description":"b","effects":7}"#, "effects"),
        (#"{"request_id":"a","description":"b","timeout":1.5}"#, "timeout"),
    ])
    func `a question that can't be asked is refused by its field`(_ body: String, _ field: String) async throws {
        try await RunningServer.with { server in
            let answer = try await server.post("/tool/human_approval", body)
            #expect(answer.status == 400)
            #expect(answer.message.contains(field))
        }
    }
}
