import AirlockCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct SnapshotRoutesTests {
    @Test func `the states of a job's files are listed with what made each, and which is in force`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            let answer = try await server.get("/jobs/\(id)/snapshots", as: "runner")
            let made: JSONValue = [
                "snapshot_id": "s1", "index": 1, "parent": "empty", "created_at": "2023-11-14T22:13:20.000Z",
                "request_id": "req_a", "tool": "file_ops", "step": .null, "current": true,
            ]
            #expect(answer.json["snapshots"]?.array?.count == 2)
            #expect(answer.json["snapshots"]?.array?.last == made)
            #expect(answer.json["snapshots"]?.array?.first?["parent"] == .null)
        }
    }

    @Test func `a rollback moves the job to an earlier state, and back`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            let path = "/jobs/\(id)/rollback"
            let back = try await server.post(path, #"{"snapshot_id":"empty"}"#, as: "runner")
            #expect(back.status == 200 && back.json["snapshot_id"] == "empty")
            let listed = try await server.get("/jobs/\(id)/snapshots").json["snapshots"]?.array ?? []
            #expect(listed.map { $0["current"] } == [true, false])
            let undone = try await server.post(path, #"{"snapshot_id":"s1"}"#, as: "runner")
            #expect(undone.json["snapshot_id"] == "s1")
        }
    }

    @Test func `a rollback of a job at work, to a foreign state or without a body is refused`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            let path = "/jobs/\(id)/rollback"
            #expect(try await server.post(path, #"{"snapshot_id":"s9"}"#).code == "not_found")
            #expect(try await server.post("/jobs/none/rollback", #"{"snapshot_id":"s1"}"#).status == 404)
            for body in ["", "{}", #"{"snapshot_id":""}"#, #"{"snapshot_id":"s1","force":true}"#] {
                #expect(try await server.post(path, body).status == 400, "\(body)")
            }
            await server.desk.tell(.trying(callID: "req_b", on: Snapshot(id: "s1")), of: id)
            #expect(try await server.post(path, #"{"snapshot_id":"empty"}"#).status == 409)
        }
    }

    @Test func `two states are compared, and a long list is cut with its length`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            let json = try await server.get("/jobs/\(id)/snapshots/empty/diff/s1", as: "runner").json
            #expect((json["from"], json["to"], json["diff"]) == ("empty", "s1", "+hello\n"))
            #expect(json["changes"]?.array?.count == 1000 && json["changes_total"] == 1001)
            let first: JSONValue = [
                "path": "f0", "kind": "added", "type": "file", "mode": 420, "size": 1, "sha256": "ab",
            ]
            for (name, value) in first.object ?? [:] { #expect(json["changes"]?.array?.first?[name] == value) }
            #expect(try await server.get("/jobs/\(id)/snapshots/empty/diff/s9").status == 404)
            #expect(try await server.get("/jobs/none/snapshots/a/diff/b").status == 404)
            #expect(try await server.get("/jobs/\(id)/snapshots/%2e%2e/diff/s1").status == 404)
            #expect(try await server.get("/jobs/\(id)/snapshots/empty/diff/s1?limit=1").status == 400)
        }
    }

    @Test func `an export without a folder is the job's own, with an empty body too`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            for body in ["", "{}"] {
                let answer = try await server.post("/jobs/\(id)/export", body, as: "runner")
                let expected: JSONValue = [
                    "job_id": .string(id), "snapshot_id": "s1", "folder": .string("/exports/\(id)"), "dry_run": false,
                    "files": 3, "repositories": [["path": "site", "commitHash": "c0ffee", "branch": "main"]],
                    "changes": [], "conflicts": [], "skipped": ["link"],
                ]
                #expect(answer.status == 200 && answer.json == expected, "\(answer.text)")
            }
        }
    }

    @Test func `an export into a folder is an admin's, and a conflict names the paths`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            let path = "/jobs/\(id)/export"
            #expect(try await server.post(path, #"{"folder":"/tmp/x"}"#, as: "runner").status == 403)
            let trial = try await server.post(path, #"{"folder":"/full","dry_run":true}"#).json
            #expect(trial["dry_run"] == true && trial["files"] == 1 && trial["changes"]?.array?.count == 2)
            #expect(trial["conflicts"] == ["a.txt"] && trial["skipped"] == ["link"])
            let refused = try await server.post(path, #"{"folder":"/full"}"#)
            #expect(refused.status == 409 && refused.message.contains("a.txt"))
            for body in [#"{"folder":"x"}"#, #"{"folder":"/x\u0000"}"#, #"{"dry_run":"yes"}"#, #"{"force":true}"#] {
                #expect(try await server.post(path, body).status == 400, "\(body)")
            }
            #expect(try await server.post("/jobs/none/export", "{}").status == 404)
        }
    }

    @Test func `a job goes on from a state of another that its token may read`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            let fork = try await server.post(
                "/jobs", #"{"task":"b","from":{"job_id":"\#(id)","snapshot_id":"empty"}}"#, as: "runner")
            #expect(fork.status == 201 && fork.json["snapshot_id"] == "empty")
            #expect(fork.json["from"] == ["job_id": .string(id), "snapshot_id": "empty"])
            let newest = try await server.post("/jobs", #"{"task":"b","from":{"job_id":"\#(id)"}}"#, as: "admin")
            #expect(newest.json["snapshot_id"] == "s1" && newest.json["owner"] == "admin")
        }
    }

    @Test(arguments: [
        (#"{"task":"b","from":{"job_id":"JOB"}}"#, "other", 404),
        (#"{"task":"b","from":{"job_id":"none"}}"#, "runner", 404),
        (#"{"task":"b","from":{"job_id":"JOB","snapshot_id":"s9"}}"#, "runner", 404),
        (#"{"task":"b","from":{"job_id":"JOB"},"workspace":"/etc"}"#, "admin", 400),
        (#"{"task":"b","from":{}}"#, "runner", 400), (#"{"task":"b","from":"JOB"}"#, "runner", 400),
        (#"{"task":"b","from":{"job_id":"JOB","at":"s1"}}"#, "runner", 400),
    ])
    func `a fork of what isn't there, isn't one's own or isn't clear is refused`(
        _ body: String, _ name: String, _ status: Int
    ) async throws {
        try await RunningServer.with { (server) async throws in
            let id = try await server.work()
            let answer = try await server.post("/jobs", body.replacing("JOB", with: id), as: name)
            #expect(answer.status == status, "\(answer.text)")
        }
    }

    @Test func `a foreign token reaches no state of a job`() async throws {
        try await RunningServer.with { server in
            let id = try await server.work()
            #expect(try await server.get("/jobs/\(id)/snapshots", as: "other").status == 404)
            #expect(try await server.get("/jobs/\(id)/snapshots/empty/diff/s1", as: "other").status == 404)
            let back = try await server.post("/jobs/\(id)/rollback", #"{"snapshot_id":"empty"}"#, as: "other")
            #expect(back.status == 404)
            #expect(try await server.post("/jobs/\(id)/export", "{}", as: "other").status == 404)
            #expect(await server.desk.job(id)?.snapshot == Snapshot(id: "s1"))
        }
    }
}

extension RunningServer {
    /// A job of `runner` that one call took from no files to `s1`.
    fileprivate func work() async throws -> Job.ID {
        let id = try await post("/jobs", #"{"task":"a"}"#, as: "runner").json["job_id"]?.string ?? ""
        let call = ToolCall(id: "req_a", tool: "file_ops", arguments: [:], declared: [.compute])
        await desk.tell(.proposed(call), of: id)
        await desk.tell(.promoted(callID: "req_a", to: Snapshot(id: "s1")), of: id)
        return id
    }
}
