import AirlockCore
import Foundation
import Testing

@testable import airlock

/// Pushes, fetches and clones between the real program and a real ssh server.
@Suite(.serialized, .enabled(if: GitSSHServer.isPossible, "git, sshd, ssh or a host name is missing"))
struct GitSSHServerTests {
    private let installation: Installation
    private let remote: GitSSHServer

    init() async throws {
        installation = try Installation()
        remote = try await GitSSHServer(below: installation.folder)
    }

    private func serve(knowing hostKey: String) async throws -> GitCaller {
        try remote.configuration(knowing: hostKey).write(
            toFile: installation.home + "/config.yaml", atomically: true, encoding: .utf8)
        return GitCaller(server: try await installation.serve())
    }

    private var tip: String? { try? remote.git("rev-parse", "--verify", "refs/heads/main") }

    @Test func `nothing arrives by ssh before approval, exactly the shown commits after it, and the key is nowhere`()
        async throws
    {
        let caller = try await serve(knowing: remote.hostKey)
        let first = try await caller.commit("one\n", "first")
        let asked = try await caller.git("push", ["remote": .string(remote.address)])
        #expect(asked["status"] == "pending", "\(asked)")
        let card = try await caller.card(asked)
        #expect(card["output"]?["commits"]?.array?.map { $0["hash"]?.string } == [first])
        #expect(card["effects"]?.canonicalText.contains("1 commits to main of \(remote.address)") == true, "\(card)")
        #expect(remote.connections == 0 && tip == nil)
        let pushed = try await caller.decide(asked)
        #expect(pushed["status"] == "ok", "\(pushed)")
        #expect(tip == first)

        let second = try await caller.commit("two\n", "second")
        let again = try await caller.git("push")
        #expect(try await caller.card(again)["output"]?["commits"]?.array?.map { $0["hash"]?.string } == [second])
        #expect(try await caller.decide(again, "reject")["error"]?["code"] == "rejected")
        #expect(tip == first)
        #expect(try await caller.decide(caller.git("push"))["status"] == "ok")
        #expect(tip == second)

        let asks = try await caller.git("clone", ["remote": .string(remote.address), "path": "copy"])
        let cloned = try await caller.decide(asks)
        #expect(cloned["output"]?["commit_hash"]?.string == second, "\(cloned)")
        for branch in ["+main", ":main"] {
            #expect(try await caller.git("push", ["branch": .string(branch)])["error"]?["code"] == "denied")
        }
        await caller.server.stop()
        try expectNoKey()
    }

    @Test func `a server with another host key than the known one gets nothing`() async throws {
        let caller = try await serve(knowing: remote.otherHostKey)
        _ = try await caller.commit("one\n", "first")
        let refused = try await caller.decide(caller.git("push", ["remote": .string(remote.address)]))
        #expect(refused["error"]?["code"] == "command_failed", "\(refused)")
        #expect(refused["output"]?["result"]?.string?.contains("Host key verification failed") == true, "\(refused)")
        #expect(tip == nil && remote.logins == 0)
        await caller.server.stop()
    }

    /// In no byte of the state folder: logs, events, cards, layers.
    private func expectNoKey() throws {
        let text = try String(contentsOfFile: remote.keyFile, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let forms = (lines.map { String($0) } + [Data(text.utf8).base64EncodedString()]).map { Data($0.utf8) }
        #expect(forms.count > 3)
        let home = installation.home
        var read = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: home) {
            guard let data = FileManager.default.contents(atPath: home + "/" + path) else { continue }
            read += data.count
            for form in forms { #expect(data.range(of: form) == nil, "the key is in \(path)") }
        }
        #expect(read > 10_000)
    }
}
