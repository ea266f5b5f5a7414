import AirlockCore
import Foundation
import Testing

@testable import airlock

@Suite(.serialized) struct CommandUsageTests {
    @Test(arguments: [["run"], ["run", "x", "--nonsense"], ["nonsense"], ["jobs", "show"], ["serve", "--port", "x"]])
    func `a usage error exits 2 and says how it is meant`(arguments: [String]) async throws {
        let result = try await Installation().run(arguments)
        #expect(result.status == 2)
        #expect(result.errors.contains("Usage:") && result.output.isEmpty)
    }

    @Test(arguments: [["--help"], ["run", "--help"], ["help", "jobs"], ["--version"]])
    func `help and the version are no errors`(arguments: [String]) async throws {
        let result = try await Installation().run(arguments)
        #expect(result.status == 0)
        #expect(!result.output.isEmpty)
    }

    @Test func `an export over a file is refused before anything runs, and the file stays`() async throws {
        let installation = try Installation()
        let file = installation.folder + "/thesis.txt"
        try Data("ten years".utf8).write(to: URL(filePath: file))
        let result = try await installation.run("run", "--export", file, "Create a Python project named stats")
        #expect(result.status == 2, "\(result.errors)")
        #expect(result.errors.contains("is not a folder"))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "ten years")
        #expect(!FileManager.default.fileExists(atPath: installation.home + "/airlock.sqlite"))
    }

    @Test func `an export takes an absent or an empty folder, and no other`() throws {
        let installation = try Installation()
        let (result, target) = (installation.folder + "/result", installation.folder + "/out/here")
        try FileManager.default.createDirectory(atPath: result, withIntermediateDirectories: true)
        try Data("1".utf8).write(to: URL(filePath: result + "/a"))
        try ExportTarget(target).fill(from: result)
        #expect(FileManager.default.fileExists(atPath: target + "/a"))
        #expect(throws: AirlockError.self) { try ExportTarget(target) }
        try FileManager.default.removeItem(atPath: target + "/a")
        let empty = try ExportTarget(target)
        try Data("mine".utf8).write(to: URL(filePath: target + "/b"))
        let late = #expect(throws: AirlockError.self) { try empty.fill(from: result) }
        #expect(late?.code == .conflict)
        #expect(FileManager.default.fileExists(atPath: target + "/b"))
    }

    @Test func `what a crash left of server.json is not believed`() async throws {
        let installation = try Installation()
        let left: JSONValue = ["url": "http://127.0.0.1:1", "pid": .integer(Int64(getpid()))]
        try Data(left.canonical).write(to: URL(filePath: installation.home + "/server.json"))
        try Data("token".utf8).write(to: URL(filePath: installation.home + "/token"))
        try Data("\(getpid())\n".utf8).write(to: URL(filePath: installation.home + "/lock"))
        #expect(Session.running(Places(environment: ["AIRLOCK_HOME": installation.home])) == nil)
    }

    @Test func `a stream that fails is an error, not an end`() throws {
        let event = (name: "failure", data: #"{"code":"unavailable","hint":"wait","message":"the store is full"}"#)
        let error = #expect(throws: AirlockError.self) { try AirlockClient.read(event) }
        #expect(error?.code == .unavailable && error?.message == "the store is full" && error?.hint == "wait")
        #expect(try AirlockClient.read((name: "ended", data: "{}")).event == "ended")
    }

    @Test func `a stream that the server refuses is an error`() async throws {
        let server = try await Installation().serve()
        await #expect(throws: AirlockError.self) {
            for try await _ in server.client.follow("/jobs/job_none/events") {}
        }
        await server.stop()
    }

    @Test func `an approval without a running server waits for what it began`() async throws {
        let installation = try Installation()
        var server = try await installation.serve()
        let asked = try await server.tool("shell_exec", ["cmd": "echo $((6*7)) > answer.txt"])
        let id = asked["approval"]?["id"]?.string ?? ""
        await server.killAtOnce()
        let result = try await installation.run("approvals", "approve", id)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("\(asked["request_id"]?.string ?? "?"): ok"), "\(result.output)")
        server = try await installation.serve()
        let text = try await server.tool("file_ops", ["action": "read", "path": "answer.txt"])
        #expect(text["output"]?["content"] == "42\n", "\(text)")
        await server.stop()
    }

    @Test func `a second answer to a question is the server's refusal, not a lack of this machine`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let asked = try await server.tool("shell_exec", ["cmd": "echo $((6*7)) > answer.txt"])
        let id = asked["approval"]?["id"]?.string ?? ""
        #expect(try await installation.run("approvals", "approve", id).status == 0)
        #expect(try await installation.run("approvals", "reject", id).status == 1)
        await server.stop()
    }
}
