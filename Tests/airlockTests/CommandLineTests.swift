import AirlockCore
import Foundation
import Testing

@testable import airlock

@Suite(.serialized) struct CommandLineTests {
    @Test func `plan-only prints a valid plan and runs nothing`() async throws {
        let installation = try Installation()
        let task = "Create a Python project named textstats with unit tests, run the tests and commit"
        let result = try await installation.run("run", "--plan-only", "--json", task)
        #expect(result.status == 0, "\(result.errors)")
        let plan = try JSONValue(parsing: result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        let actions = (plan["plan"]?.array ?? []).compactMap { $0["action"]?.string }
        #expect(actions.first == "project_builder")
        #expect(actions.contains("git_ops") && actions.last == "report")
        #expect(try FileManager.default.contentsOfDirectory(atPath: installation.home + "/exports").isEmpty)
    }

    @Test func `a task runs to the end: project, tests, commit, export, report`() async throws {
        let installation = try Installation()
        let task = "Create a Python project named textstats with unit tests, run the tests and commit"
        let result = try await installation.run("run", "--json", task)
        #expect(result.status == 0, "\(result.errors)")
        let report = try JSONValue(parsing: result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(report["status"] == "succeeded")
        let project = report["projects"]?.array?.first
        #expect(project?["build_status"] == "success")
        let folder = (report["export"]?.string ?? "") + "/textstats"
        #expect(FileManager.default.fileExists(atPath: folder + "/.git/HEAD"))
        #expect(FileManager.default.fileExists(atPath: folder + "/pyproject.toml"))
        let commit = project?["commit_hash"]?.string ?? ""
        #expect(commit.count == 40)
        #expect(try await installation.run("log", "verify").status == 0)
    }

    @Test func `an empty task is a usage error with one message`() async throws {
        let result = try await Installation().run("run", "   ")
        #expect(result.status == 2)
        #expect(result.errors.contains("task is empty"))
        #expect(result.output.isEmpty)
    }

    @Test func `a task of over 16 KiB is refused with its size`() async throws {
        let result = try await Installation().run("run", String(repeating: "do it ", count: 20_000))
        #expect(result.status == 2)
        #expect(result.errors.contains("120000 bytes"))
    }

    @Test func `a task that nothing can do ends as failed and says so`() async throws {
        let result = try await Installation().run("run", "--json", "Book me a flight to Paris for tomorrow morning")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.output.contains(#""status":"failed""#))
    }

    @Test func `an unknown key names the nearest known one`() async throws {
        let installation = try Installation()
        try Data("server: {prot: 1}\n".utf8).write(to: URL(filePath: installation.home + "/config.yaml"))
        let result = try await installation.run("serve", "--port", "0")
        #expect(result.status == 2)
        #expect(result.errors.contains("prot") && result.errors.contains("port"))
    }

    @Test func `an environment variable overrides the file`() async throws {
        let result = try await Installation().run("serve", environment: ["AIRLOCK_SERVER_PORT": "70000"])
        #expect(result.status == 2)
        #expect(result.errors.contains("server.port"))
    }

    @Test func `a port in use is one clear message`() async throws {
        let first = try await Installation().serve()
        let port = first.client.url.split(separator: ":").last.map(String.init) ?? ""
        let result = try await Installation().run("serve", "--port", port)
        #expect(result.status == 4)
        #expect(result.errors.contains(port))
        await first.stop()
    }

    @Test func `a second server of one state folder is refused`() async throws {
        let installation = try Installation()
        let first = try await installation.serve()
        let result = try await installation.run("serve", "--port", "0")
        #expect(result.status == 4)
        await first.stop()
    }

    @Test func `doctor works on a machine that has no state folder yet`() async throws {
        let installation = try Installation()
        let home = installation.folder + "/a/fresh"
        let result = try await installation.run("doctor", "--json", environment: ["AIRLOCK_HOME": home])
        #expect(result.status == 0, "\(result.output) \(result.errors)")
    }

    @Test func `doctor beside a running server leaves its layers alone and nothing behind`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let before = try FileManager.default.subpathsOfDirectory(atPath: installation.home + "/layers").sorted()
        let result = try await installation.run("doctor", "--json")
        #expect(result.status == 0, "\(result.output) \(result.errors)")
        let after = try FileManager.default.subpathsOfDirectory(atPath: installation.home + "/layers").sorted()
        #expect(before == after)
        #expect(!FileManager.default.fileExists(atPath: installation.home + "/probe"))
        await server.stop()
    }

    @Test func `doctor says what this machine can do`() async throws {
        let result = try await Installation().run("doctor", "--json")
        #expect(result.status == 0, "\(result.output)")
        let answer = try JSONValue(parsing: result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect((answer["checks"]?.array?.count ?? 0) > 3)
    }
}
