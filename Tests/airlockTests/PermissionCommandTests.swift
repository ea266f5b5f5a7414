import AirlockCore
import Foundation
import Testing

@testable import airlock

/// What is permitted beforehand, through the real binary and a real sandbox.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PermissionCommandTests {
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
        #expect(try Self.files(below: installation.home, holding: token.string ?? "-") == [])
    }

    @Test func `a policy file that is read anew by SIGHUP is in force at once; a broken one leaves the old rules`()
        async throws
    {
        let installation = try Installation()
        let file = URL(filePath: installation.home + "/rules.yaml")
        let rule = """
              - {name: allow.NAME, decision: allow, reason: harmless, command: NAME, switches: [], options: {}, leading: [],
                 match: ["NAME"], not_match: ["NAME x"]}

            """
        func write(_ names: [String]) throws {
            let text = "rules:\n" + names.map { rule.replacing("NAME", with: $0) }.joined()
            try Data(text.utf8).write(to: file, options: .atomic)
        }
        try write(["arch"])
        try Data("policy: {file: rules.yaml}\n".utf8).write(to: URL(filePath: installation.home + "/config.yaml"))
        #expect(try await installation.run("policy", "show").output.contains("name: \"allow.arch\""))
        let server = try await installation.serve()
        #expect(try await server.tool("shell_exec", ["cmd": "arch"])["status"] == "ok")
        #expect(try await server.tool("shell_exec", ["cmd": "tty"])["status"] != "ok")
        try Data("rules: [{name: broken}]".utf8).write(to: file, options: .atomic)
        server.reload()
        try write(["arch", "users"])
        server.reload()
        try await server.until { try await server.tool("shell_exec", ["cmd": "users"])["status"] == "ok" }
        try Data("rules: [{name: broken}]".utf8).write(to: file, options: .atomic)
        server.reload()
        #expect(try await server.tool("shell_exec", ["cmd": "users"])["status"] == "ok")
        await server.stop()
    }

    @Test func `hosts that are lent to a job are named in its leases until they are ended`() async throws {
        let installation = try Installation()
        let server = try await installation.serve()
        let install: JSONValue = ["cmd": "pip install -r requirements.txt"]
        _ = try await server.tool("file_ops", ["action": "write", "path": "requirements.txt", "content": "six\n"])
        let refused = try await server.tool("shell_exec", install)
        #expect(refused["error"]?["hint"]?.string?.contains("airlock approvals lend") == true, "\(refused)")
        let lent = try await installation.run(
            "approvals", "lend", "direct.admin", "registry.invalid:443", "--minutes", "5", "--bytes", "1000")
        #expect(lent.output.contains("connect to registry.invalid:443"), "\(lent)")
        // It has a way out now, and finds no registry at its end.
        let tried = try await server.tool("shell_exec", install)
        #expect(tried["error"]?["hint"]?.string?.contains("lend") != true && tried["status"] != "ok", "\(tried)")
        let leases = try await installation.run("approvals", "leases").output
        #expect(leases.contains("1000 bytes") && leases.contains("registry.invalid:443"), "\(leases)")
        let unknown = try await installation.run("approvals", "lend", "job_none", "a.test:443")
        #expect(unknown.status != 0 && unknown.errors.contains("job_none"))
        await server.stop()
        #expect(try Self.log(installation).contains("\"action\":\"lend\""))
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
        #expect(leases.output.contains("way out for allowed commands of every job: none"))
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

    /// Paths of the regular files below a folder whose bytes hold `text`.
    private static func files(below folder: String, holding text: String) throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return names.filter { name in
            // A server that is on its way out removes some.
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let bytes = try? Data(contentsOf: URL(filePath: folder + "/" + name))
            else { return false }
            return bytes.range(of: Data(text.utf8)) != nil
        }
    }
}
