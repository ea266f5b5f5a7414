import AirlockCore
import Foundation
import Testing

@testable import airlock

@Suite(.serialized) struct SnapshotCommandTests {
    @Test func `files are rolled back, and a restart later the rollback is undone`() async throws {
        let installation = try Installation()
        var server = try await installation.serve()
        let (first, second) = try await server.twoWrites()
        let listed = try await installation.run("jobs", "snapshots", "direct.admin")
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(listed.output.contains("*  \(second)") && listed.output.contains("   \(first)"), "\(listed.output)")
        let back = try await installation.run("jobs", "rollback", "direct.admin", first)
        #expect(back.status == 0, "\(back.errors)")
        #expect(back.output == "direct.admin: \(second) -> \(first)\n")
        #expect(back.errors.contains("airlock jobs rollback direct.admin \(second)"))
        #expect(try await server.read("notes.txt") == "one")
        await server.killAtOnce()
        server = try await installation.serve()
        #expect(try await server.read("notes.txt") == "one")
        let undone = try await installation.run("jobs", "rollback", "direct.admin", second, "--json")
        let job = try JSONValue(parsing: undone.output.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(job["snapshot_id"]?.string == second)
        #expect(try await server.read("notes.txt") == "two")
        await server.stop()
        #expect(try await installation.run("log", "verify").status == 0)
    }

    @Test func `a job goes on from another's snapshot`() async throws {
        let installation = try Installation()
        // Words are enough to plan this; a model would only take its time to start.
        try Data("model: {providers: []}\n".utf8).write(to: URL(filePath: installation.home + "/config.yaml"))
        let server = try await installation.serve()
        let (first, second) = try await server.twoWrites()
        let result = try await installation.run(
            "run", "--json", "--from", "direct.admin@\(first)", "Run `cat notes.txt`")
        #expect(result.status == 0, "\(result.errors)")
        let report = try JSONValue(parsing: result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        let job = try await server.client.get("/jobs/\(report["job_id"]?.string ?? "")")
        #expect(job["from"] == ["job_id": "direct.admin", "snapshot_id": .string(first)])
        let request = job["steps"]?.array?.first?["request_id"]?.string ?? ""
        #expect(try await server.outcome(of: request)["output"]?["stdout"] == "one")
        #expect(try await server.client.get("/jobs/direct.admin")["snapshot_id"]?.string == second)
        await server.stop()
    }

    @Test func `a job's files go to a new folder, and never into the state folder`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        _ = try await server.twoWrites()
        let target = installation.folder + "/out"
        let result = try await installation.run("jobs", "export", "direct.admin", target)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("1 files went to \(target)"), "\(result.output)")
        #expect(try String(contentsOfFile: target + "/notes.txt", encoding: .utf8) == "two")
        for place in ["/layers/x", "/exports/../layers", ""] {
            let inside = try await installation.run("jobs", "export", "direct.admin", installation.home + place)
            #expect(inside.status == 2 && inside.errors.contains("state folder"), "\(inside.errors)")
        }
        await server.stop()
    }

    @Test func `what isn't there is said in one message, with the way to what is`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        _ = try await server.twoWrites()
        let foreign = try await installation.run("jobs", "rollback", "direct.admin", "5c0ffee123")
        #expect(foreign.status == 2 && foreign.errors.contains("has no snapshot 5c0ffee123"), "\(foreign.errors)")
        #expect(foreign.errors.contains("airlock jobs snapshots direct.admin"))
        for command in [["snapshots"], ["rollback", "s1"], ["diff"], ["export"]] {
            let arguments = ["jobs", command[0], "job_none"] + command.dropFirst()
            let result = try await installation.run(arguments)
            #expect(result.status == 2 && result.errors.contains("no job job_none"), "\(command): \(result.errors)")
        }
        await server.stop()
    }

    @Test(arguments: [
        ["run", "x", "--in", "a", "--from", "b"], ["run", "x", "--from", "@s1"], ["run", "x", "--from", "a@b@c"],
        ["jobs", "rollback", "job_1"],
    ])
    func `a call that can't be meant is a usage error`(arguments: [String]) async throws {
        let result = try await Installation().run(arguments)
        #expect(result.status == 2 && result.errors.contains("Usage:"), "\(result.errors)")
    }

    @Test(arguments: [("20GiB", 20 << 30), ("4096", 4096), ("'1 MiB'", 1 << 20)])
    func `the layers' budget is a number of bytes with or without a unit`(_ text: String, _ bytes: Int) throws {
        let file = ConfigurationFile(path: "/nonexistent", environment: ["AIRLOCK_SANDBOX_LAYER_BUDGET": text])
        #expect(try file.load().sandbox.layerBudget == ByteCount(bytes))
    }

    @Test(arguments: ["20GB", "-1", "lots"])
    func `another budget is refused by its key`(_ text: String) {
        let file = ConfigurationFile(path: "/nonexistent", environment: ["AIRLOCK_SANDBOX_LAYER_BUDGET": text])
        let error = #expect(throws: AirlockError.self) { try file.load() }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("layer_budget") == true, "\(error?.message ?? "")")
    }

    @Test func `a folder is vacant if it is new or empty, and a symlink to it is not`() throws {
        let installation = try Installation()
        let (home, empty) = (installation.home, installation.folder + "/empty")
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        #expect(try HostFolder(empty, outside: home).isVacant)
        #expect(try HostFolder(empty + "/new", outside: home).isVacant)
        let link = installation.folder + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: empty)
        #expect(try !HostFolder(link, outside: home).isVacant)
        try Data("x".utf8).write(to: URL(filePath: empty + "/a"))
        #expect(try !HostFolder(empty, outside: home).isVacant)
        #expect(try !HostFolder(empty + "/a", outside: home).isVacant)
        let detour = installation.folder + "/detour"
        try FileManager.default.createSymbolicLink(atPath: detour, withDestinationPath: home)
        let inside = #expect(throws: AirlockError.self) { try HostFolder(detour + "/new/er", outside: home) }
        #expect(inside?.code == .invalidRequest)
        #expect(try HostFolder(home + "-beside", outside: home).isVacant)
    }
}

extension ServerProcess {
    /// The snapshots of the direct calls' job after `notes.txt` was written, and after it was written again.
    fileprivate func twoWrites() async throws -> (String, String) {
        var made: [String] = []
        for content in ["one", "two"] {
            let call: JSONValue = ["action": "write", "path": "notes.txt", "content": .string(content)]
            _ = try await tool("file_ops", call)
            made.append(try await client.get("/jobs/direct.admin")["snapshot_id"]?.string ?? "")
        }
        return (made[0], made[1])
    }

    fileprivate func read(_ path: String) async throws -> String? {
        try await tool("file_ops", ["action": "read", "path": .string(path)])["output"]?["content"]?.string
    }
}
