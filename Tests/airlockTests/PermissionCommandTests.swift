import AirlockCore
import Foundation
import Testing

@testable import airlock

/// What is permitted beforehand, through the real binary and a real sandbox.
@Suite(.serialized) struct PermissionCommandTests {
    @Test func `a whitelist token allows its command in its job, and says when it is used up, also after a restart`()
        async throws
    {
        let installation = try Installation()
        var server = try await installation.serve()
        let issued = try await installation.run(
            "tokens", "grant", "direct.admin", "env sed -n 1p notes.txt", "--uses", "2", "--json")
        let token = try JSONValue(parsing: issued.output)["whitelist_token"] ?? .null
        _ = try await server.tool("file_ops", ["action": "write", "path": "notes.txt", "content": "one\ntwo\n"])
        let body: JSONValue = ["cmd": "env sed -n 1p notes.txt", "whitelist_token": token]
        let first = try await server.tool("shell_exec", body)
        #expect(first["output"]?["stdout"] == "one\n", "\(first)")
        await server.killAtOnce()
        server = try await installation.serve()
        #expect(try await server.tool("shell_exec", body)["status"] == "ok")
        let third = try await server.tool("shell_exec", body)
        #expect(third["error"]?["message"]?.string?.contains("used up") == true, "\(third)")
        let other = try await server.tool("shell_exec", ["cmd": "awk 1 notes.txt", "whitelist_token": "forged"])
        #expect(other["error"]?["message"]?.string?.contains("is forged") == true)
        let listed = try await installation.run("tokens", "grants")
        #expect(listed.output.contains("0 of 2 uses left"), "\(listed)")
        await server.stop()
        let log = try Self.log(installation)
        #expect(log.contains("allow.whitelist-token") && log.contains("deny.whitelist-token"))
        #expect(!log.contains(token.string ?? "-"))
    }

    @Test func `a yes with a lease lets the same command pass, until it is ended`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let body: JSONValue = ["cmd": "echo $((6*7)) >> answers.txt"]
        let asked = try await server.tool("shell_exec", body)
        let id = asked["approval"]?["id"]?.string ?? ""
        let card = try await installation.run("approvals", "show", id)
        let approved = try await installation.run("approvals", "approve", id, "--uses", "5", "--minutes", "10")
        #expect(approved.status == 0, "\(approved.errors)")
        #expect(try await server.outcome(of: asked["request_id"]?.string ?? "")["status"] == "ok")
        #expect(try await server.tool("shell_exec", body)["status"] == "ok")
        let leases = try await installation.run("approvals", "leases")
        #expect(leases.output.contains("good  4 uses"), "\(leases)")
        #expect(leases.output.contains("way out for allowed commands: none"))
        let lease = try await server.client.get("/leases")["leases"]?.array?.first?["id"]?.string ?? ""
        #expect(try await installation.run("approvals", "end-lease", lease).status == 0)
        #expect(try await server.tool("shell_exec", body)["status"] == "pending")
        let hash = try await server.client.get("/approvals/\(id)")["hash"]?.string?.prefix(12) ?? "-"
        #expect(card.output.contains("hash: \(hash)"), "\(card.output)")
        await server.stop()
        #expect(try Self.log(installation).contains("\"hash\":\"\(hash)\""))
    }

    @Test func `a token with limits is denied what lies outside`() async throws {
        let installation = try Installation()
        let made = try await installation.run(
            "tokens", "create", "writer", "--tool", "file_ops", "--path", "src", "--parameter",
            "file_ops.action=read,write")
        let server = try await installation.serve()
        let writer = AirlockClient(url: server.client.url, token: made.output.trimmingCharacters(in: .newlines))
        func write(_ path: String) async throws -> JSONValue {
            try await writer.envelope(
                "/tool/file_ops", ["action": "write", "path": .string(path), "content": "x"])
        }
        #expect(try await write("src/a")["status"] == "ok")
        for answer in [
            try await write("a"), try await writer.envelope("/tool/file_ops", ["action": "delete", "path": "src/a"]),
            try await writer.envelope("/tool/shell_exec", ["cmd": "ls"]),
        ] {
            #expect(answer["error"]?["code"] == "denied")
            #expect(answer["error"]?["message"]?.string?.hasPrefix("deny.acl") == true, "\(answer)")
        }
        await writer.close()
        await server.stop()
    }

    @Test func `PowerShell waits for a person twice, without a preview, though it is not even there`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let asked = try await server.tool("shell_exec", ["cmd": "pwsh -c Get-Date"])
        let card = try await server.client.get("/approvals/\(asked["approval"]?["id"]?.string ?? "")")
        #expect(card["rule"] == "ask.first-uses")
        #expect(card["contained"] == false && card["impact"]?["measured"] == false)
        await server.stop()
    }

    private static func log(_ installation: Installation) throws -> String {
        let folder = installation.home + "/logs"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }
        return try names.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }.joined()
    }
}
