import AirlockCore
import Foundation
import Testing

@testable import airlock

@Suite(.serialized) struct DirectCallTests {
    @Test func `a file written by one call is there for the next, and in the sandbox alone`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let written = try await server.tool(
            "file_ops", ["action": "write", "path": "notes/a.txt", "content": "hello\n"])
        #expect(written["status"] == "ok", "\(written)")
        let shown = try await server.tool("shell_exec", ["cmd": "cat notes/a.txt"])
        #expect(shown["output"]?["stdout"] == "hello\n", "\(shown)")
        await server.stop()
    }

    @Test(arguments: ["rm -rf /", "rm -rf C:\\", "sudo rm -rf /*", "sh -c 'rm -rf /'"])
    func `destruction is denied by a named rule, never run, and in the log`(command: String) async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let answer = try await server.tool("shell_exec", ["cmd": .string(command)])
        #expect(answer["status"] == "error")
        #expect(answer["error"]?["code"] == "denied")
        #expect(answer["error"]?["message"]?.string?.hasPrefix("deny.") == true)
        await server.stop()
        let log = try String(contentsOfFile: try logFile(installation), encoding: .utf8)
        #expect(log.contains(#""decision":"deny""#))
        #expect(try await installation.run("log", "verify").status == 0)
    }

    @Test func `what nobody allowed waits with its measured effect, and approval keeps exactly that`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let asked = try await server.tool("shell_exec", ["cmd": "echo $((6*7)) > answer.txt"])
        #expect(asked["status"] == "pending", "\(asked)")
        let id = asked["approval"]?["id"]?.string ?? ""
        let card = try await server.client.get("/approvals/\(id)")
        #expect(card["affected_files"] == ["answer.txt"])
        #expect(card["diff"]?.string?.contains("+42") == true)
        let early = try await server.tool("file_ops", ["action": "read", "path": "answer.txt"])
        #expect(early["error"]?["code"] == "not_found")
        _ = try await server.client.post("/approvals/\(id)/decision", ["decision": "approve"])
        let second = await #expect(throws: AirlockError.self) {
            try await server.client.post("/approvals/\(id)/decision", ["decision": "reject"])
        }
        #expect(second?.code == .conflict)
        let outcome = try await server.outcome(of: asked["request_id"]?.string ?? "")
        #expect(outcome["status"] == "ok", "\(outcome)")
        let text = try await server.tool("file_ops", ["action": "read", "path": "answer.txt"])
        #expect(text["output"]?["content"] == "42\n")
        await server.stop()
    }

    @Test func `a card survives a restart, and a rejection drops the branch`() async throws {
        let installation = try Installation()
        var server = try await installation.serve()
        let asked = try await server.tool("shell_exec", ["cmd": "printf x > $HOME/y; printf z > z.txt"])
        let id = asked["approval"]?["id"]?.string ?? ""
        await server.killAtOnce()
        server = try await installation.serve()
        #expect(try await server.client.get("/approvals/\(id)")["state"] == "waiting")
        _ = try await server.client.post("/approvals/\(id)/decision", ["decision": "reject"])
        let outcome = try await server.outcome(of: asked["request_id"]?.string ?? "")
        #expect(outcome["error"]?["code"] == "rejected")
        let gone = try await server.tool("file_ops", ["action": "read", "path": "z.txt"])
        #expect(gone["error"]?["code"] == "not_found")
        await server.stop()
    }

    @Test func `a crash inside leaves the snapshot as it was`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        _ = try await server.tool("file_ops", ["action": "write", "path": "kept.txt", "content": "before"])
        let script = "import os; open('kept.txt','w').write('broken'); os.abort()"
        _ = try await server.tool("file_ops", ["action": "write", "path": "crash.py", "content": .string(script)])
        let crashed = try await server.tool("shell_exec", ["cmd": "python3 crash.py"])
        #expect(crashed["error"]?["code"] == "command_failed", "\(crashed)")
        #expect(crashed["output"]?["exit_code"] == 134)
        let kept = try await server.tool("file_ops", ["action": "read", "path": "kept.txt"])
        #expect(kept["output"]?["content"] == "before")
        await server.stop()
    }

    @Test(arguments: ["python", "cmake", "node"])
    func `a project is built and tested in the sandbox, and committed`(template: String) async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let built = try await server.tool("project_builder", ["template": .string(template), "name": "demo-1"])
        #expect(built["output"]?["build_status"] == "success", "\(built)")
        let tests = built["output"]?["test_summary"]
        #expect((tests?["total"]?.integer ?? 0) >= 3)
        #expect(tests?["passed"] == tests?["total"])
        let committed = try await server.tool(
            "git_ops", ["action": "init", "params": ["path": "demo-1", "message": "Initial commit"]])
        #expect(committed["output"]?["commit_hash"]?.string?.count == 40, "\(committed)")
        await server.stop()
    }

    @Test func `a dotnet skeleton without an SDK is made, and says what is missing`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let built = try await server.tool("project_builder", ["template": "dotnet", "name": "PoCApi"])
        guard !FileManager.default.isExecutableFile(atPath: "/usr/bin/dotnet") else { return await server.stop() }
        #expect(built["error"]?["code"] == "unavailable")
        #expect(built["error"]?["hint"]?.string?.isEmpty == false)
        let files = try await server.tool("file_ops", ["action": "list", "path": "PoCApi"])
        #expect((files["output"]?["entries"]?.array?.count ?? 0) > 3)
        await server.stop()
    }

    private func logFile(_ installation: Installation) throws -> String {
        let folder = installation.home + "/logs"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return folder + "/" + (names.first { $0.hasSuffix(".jsonl") } ?? "")
    }
}
