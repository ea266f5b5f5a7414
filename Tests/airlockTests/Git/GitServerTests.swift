import AirlockCore
import Foundation
import Testing

@testable import airlock

/// Pushes, fetches and clones between the real program and a real server.
@Suite(.serialized, .enabled(if: GitServer.isPossible, "git, openssl or a host name is missing"))
struct GitServerTests {
    private let installation: Installation
    private let remote: GitServer
    private let server: ServerProcess

    init() async throws {
        installation = try Installation()
        remote = try await GitServer(below: installation.folder)
        try remote.configuration.write(toFile: installation.home + "/config.yaml", atomically: true, encoding: .utf8)
        server = try await installation.serve()
    }

    private var caller: GitCaller { GitCaller(server: server) }

    private func git(_ action: String, _ params: JSONValue = [:]) async throws -> JSONValue {
        try await caller.git(action, params)
    }

    private func commit(_ text: String, _ message: String) async throws -> String {
        try await caller.commit(text, message)
    }

    private func card(_ asked: JSONValue) async throws -> JSONValue { try await caller.card(asked) }

    private func decide(_ asked: JSONValue, _ decision: JSONValue = "approve") async throws -> JSONValue {
        try await caller.decide(asked, decision)
    }

    private var tip: String? { try? remote.git("rev-parse", "--verify", "refs/heads/main") }

    @Test func `nothing arrives before approval, exactly the shown commits after it, and the token is nowhere`()
        async throws
    {
        let first = try await commit("one\n", "first")
        let asked = try await git("push", ["remote": .string(remote.address)])
        #expect(asked["status"] == "pending", "\(asked)")
        let card = try await card(asked)
        #expect(card["contained"] == false)
        #expect(card["output"]?["commits"]?.array?.map { $0["hash"]?.string } == [first])
        #expect(card["effects"]?.canonicalText.contains("1 commits to main of \(remote.address)") == true, "\(card)")
        #expect(card["diff"]?.string?.contains("+one") == true)
        #expect(remote.requests.isEmpty)
        let pushed = try await decide(asked)
        #expect(pushed["status"] == "ok", "\(pushed)")
        #expect(pushed["output"]?["result"]?.string?.contains("you are [withheld]") == true, "\(pushed)")
        #expect(tip == first)

        // The remote has a name now, and what it has is known.
        let second = try await commit("two\n", "second")
        let again = try await git("push")
        #expect(try await self.card(again)["output"]?["commits"]?.array?.map { $0["hash"]?.string } == [second])
        #expect(try await decide(again, "reject")["error"]?["code"] == "rejected")
        #expect(tip == first)
        let third = try await git("push")
        #expect(try await decide(third)["status"] == "ok")
        #expect(tip == second)
        #expect(remote.requests.contains { $0.hasPrefix("known POST") })
        await server.stop()
        try expectNoToken()
    }

    @Test func `a branch that moved since is asked about anew, a remote that moved gets nothing`() async throws {
        _ = try await commit("one\n", "first")
        #expect(try await decide(git("push", ["remote": .string(remote.address)]))["status"] == "ok")

        _ = try await commit("two\n", "second")
        let asked = try await git("push")
        let third = try await commit("three\n", "third")
        let anew = try await decide(asked)
        #expect(anew["status"] == "pending", "\(anew)")
        #expect(try await card(anew)["output"]?["commit_count"] == 2)
        #expect(tip != third)
        #expect(try await decide(anew)["status"] == "ok")
        #expect(tip == third)

        let mine = try await commit("four\n", "fourth")
        let late = try await git("push")
        try remote.addCommit()
        let theirs = tip
        let refused = try await decide(late)
        #expect(refused["error"]?["code"] == "conflict", "\(refused)")
        #expect(tip == theirs && tip != mine)

        let fetched = try await decide(git("fetch"))
        #expect(fetched["status"] == "ok", "\(fetched)")
        #expect(try await git("push")["error"]?["code"] == "conflict")
        let merged = try await git("merge", ["branch": "origin/main"])
        #expect(merged["status"] == "ok", "\(merged)")
        #expect(try await decide(git("push"))["status"] == "ok")
        #expect(tip == merged["output"]?["commit_hash"]?.string)
        await server.stop()
    }

    @Test func `a repository is cloned from the server, and forced onto it by nobody`() async throws {
        let first = try await commit("one\n", "first")
        _ = try await decide(git("push", ["remote": .string(remote.address)]))
        let asked = try await git("clone", ["remote": .string(remote.address), "path": "copy"])
        #expect(asked["status"] == "pending", "\(asked)")
        let cloned = try await decide(asked)
        #expect(cloned["output"]?["commit_hash"]?.string == first, "\(cloned)")
        #expect(cloned["output"]?["branch"] == "main")
        let text = try await server.tool("file_ops", ["action": "read", "path": "copy/a.txt"])
        #expect(text["output"]?["content"] == "one\n")
        let url = try await server.tool("file_ops", ["action": "read", "path": "copy/.git/config"])
        #expect(url["output"]?["content"]?.string?.contains("url = \(remote.address)\n") == true, "\(url)")
        for branch in ["+main", "--mirror", ":main"] {
            let forced = try await git("push", ["branch": .string(branch)])
            #expect(forced["error"]?["code"] == "denied")
        }
        let bare = try await server.tool("shell_exec", ["cmd": "git push --force origin main", "cwd": "copy"])
        #expect(bare["error"]?["code"] == "denied")
        await server.stop()
        try expectNoToken()
    }

    /// In no byte of the state folder: logs, events, cards, layers.
    private func expectNoToken() throws {
        let forms = [remote.token, Data("me:\(remote.token)".utf8).base64EncodedString()].map { Data($0.utf8) }
        let home = installation.home
        var read = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: home) {
            guard let data = FileManager.default.contents(atPath: home + "/" + path) else { continue }
            read += data.count
            for form in forms { #expect(data.range(of: form) == nil, "the token is in \(path)") }
        }
        #expect(read > 10_000)
    }
}
