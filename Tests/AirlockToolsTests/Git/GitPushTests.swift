import AirlockCore
import Foundation
import Synchronization
import Testing

@testable import AirlockTools

/// What a push would do, without a server; with one: `GitServerTests`.
@Suite(.enabled(if: has("git"), "git is missing")) struct GitPushTests {
    private let tools: ToolFixture
    private let push: JSONValue = ["action": "push"]

    init() throws { tools = try ToolFixture(known: true) }

    /// A repository with one commit, and the remote `origin`.
    private func prepare(_ address: String = "https://git.example.org/me/notes.git") async throws {
        try await tools.workspace.put("one\n", at: "a")
        _ = try await tools.git("init", ["message": "first"])
        try await git("config", "remote.origin.url", address)
    }

    @discardableResult
    private func git(_ arguments: String...) async throws -> String {
        let result = try await tools.workspace.run(Program(["git"] + arguments, limits: limits))
        try #require(result.exitStatus == 0, "\(result.errorText)")
        return result.outputText.trimmingCharacters(in: .newlines)
    }

    private func change(_ text: String, _ message: String) async throws -> String {
        try await tools.workspace.put(text, at: "a")
        return try #require(try await tools.git("commit", ["message": .string(message)]).value["commit_hash"]?.string)
    }

    private func preview(_ arguments: JSONValue? = nil) async throws -> CallPreview {
        let prepared = try tools.toolbox.prepare(id: "req_1", tool: "git_ops", arguments: arguments ?? push)
        let look = try #require(prepared.preview)
        let shown = try #require(
            try await look(ToolContext(workspace: tools.workspace, decision: .ask)))
        // what a look leaves is dropped with its branch
        try FileManager.default.removeItem(at: tools.workspace.root.appending(path: ".airlock-transfer"))
        return shown
    }

    private func code(_ arguments: JSONValue? = nil) async -> AirlockError.Code? {
        do {
            _ = try await preview(arguments)
            return nil
        } catch {
            try? FileManager.default.removeItem(at: tools.workspace.root.appending(path: ".airlock-transfer"))
            return (error as? AirlockError)?.code
        }
    }

    @Test func `a new branch is shown with all its commits and its diff`() async throws {
        try await prepare()
        let commit = try await change("two\n", "second")
        let shown = try await preview()
        #expect(shown.effects == [.connect(host: "git.example.org", port: 443)])
        #expect(shown.terms["commit"]?.string == commit)
        #expect(shown.terms["url"] == "https://git.example.org/me/notes.git")
        #expect(shown.terms["was"] == .null)
        #expect(shown.terms["commit_count"] == 2)
        #expect(shown.sentences[0].contains("2 commits to main of https://git.example.org/me/notes.git; main is new"))
        #expect(shown.sentences[1].hasSuffix("Airlock: second") && shown.sentences[2].hasSuffix("Airlock: first"))
        #expect(shown.diff.contains("1 file changed") && shown.diff.contains("+two"))
    }

    @Test func `of a branch that is there only what it lacks is shown`() async throws {
        try await prepare()
        let first = try await git("rev-parse", "HEAD")
        try await git("update-ref", "refs/remotes/origin/main", first)
        let second = try await change("two\n", "second")
        let shown = try await preview()
        #expect(shown.terms["was"]?.string == first)
        #expect(shown.terms["commits"]?.array?.map { $0["hash"]?.string } == [second])
        #expect(shown.diff.contains("-one\n+two"))
    }

    @Test func `a push that would have to be forced, or has nothing to send, is refused`() async throws {
        try await prepare()
        let second = try await change("two\n", "second")
        try await git("update-ref", "refs/remotes/origin/main", second)
        #expect(await code() == .conflict)
        try await git("reset", "--quiet", "--hard", "HEAD~1")
        _ = try await change("three\n", "third")
        #expect(await code() == .conflict)
    }

    @Test(arguments: ["+main", "--mirror", "--delete", ":main", "main:other", "-f"])
    func `forcing, mirroring and deleting are denied`(branch: String) throws {
        let error = #expect(throws: AirlockError.self) {
            try tools.effects("git_ops", ["action": "push", "params": ["branch": .string(branch)]])
        }
        #expect(error?.code == .denied)
        #expect(error?.message.hasPrefix("deny.git-force-push") == true)
    }

    @Test func `without a card nothing is pushed, whatever let it run`() async throws {
        try await prepare()
        #expect(await tools.code("git_ops", push) == .denied)
    }

    @Test func `a card that another state of the repository was shown on pushes nothing`() async throws {
        try await prepare()
        let shown = try await preview()
        _ = try await change("evil\n", "second")
        let prepared = try tools.toolbox.prepare(id: "req_1", tool: "git_ops", arguments: push)
        let context = ToolContext(workspace: tools.workspace, decision: .ask, shown: shown)
        let error = await #expect(throws: AirlockError.self) { try await prepared.run(context) }
        #expect(error?.code == .conflict)
        #expect(tools.workspace.leases.withLock { $0 }.allSatisfy { $0 == nil })
    }

    @Test func `replacements and grafts don't change what is shown`() async throws {
        try await prepare()
        let commit = try await change("evil\n", "evil")
        try await git("checkout", "--quiet", "--orphan", "innocent")
        try await tools.workspace.put("good\n", at: "a")
        _ = try await tools.git("commit", ["message": "innocent"])
        try await git("replace", commit, "HEAD")
        try await git("checkout", "--quiet", "main")
        try await tools.workspace.put("\(commit)\n", at: ".git/info/grafts")
        do {
            let shown = try await preview()
            #expect(shown.sentences.contains { $0.hasSuffix("Airlock: evil") })
            #expect(shown.diff.contains("+evil"))
            #expect(shown.terms["commit_count"] == 2)
        } catch let error as AirlockError {
            // git itself refuses what a graft hides
            #expect(error.code == .commandFailed)
        }
    }

    @Test func `nothing that the repository names runs when a push is looked at`() async throws {
        try await prepare()
        try await git("config", "diff.external", "touch /tmp/airlock-ran; false")
        try await git("config", "core.fsmonitor", "touch ran")
        try await git("config", "uploadpack.packObjectsHook", "touch ran")
        try await git("config", "core.sshCommand", "touch ran")
        try await git("config", "credential.helper", "!touch ran")
        try await tools.workspace.put("* diff=x\n", at: ".gitattributes")
        try await git("config", "diff.x.textconv", "touch ran; cat")
        for hook in ["pre-push", "reference-transaction"] {
            try await tools.workspace.put("#!/bin/sh\ntouch ran\n", at: ".git/hooks/\(hook)", executable: true)
        }
        _ = try await preview()
        #expect(try tools.workspace.files() == [".gitattributes", "a"])
    }

    @Test func `a remote that isn't one https address, or has no credential, is not asked about`() async throws {
        try await prepare("/srv/git/notes.git")
        #expect(await code() == .invalidRequest)
        try await git("config", "remote.origin.url", "https://u:pw@git.example.org/x")
        #expect(await code() == .invalidRequest)
        try await git("config", "remote.origin.url", "https://unknown.example.org/x")
        #expect(await code() == .unavailable)
        #expect(await code(["action": "push", "params": ["remote": "none"]]) == .notFound)
        #expect(await code(["action": "push", "params": ["branch": "none"]]) == .notFound)
    }

    @Test func `a fetch by a name shows the address`() async throws {
        try await prepare()
        let prepared = try tools.toolbox.prepare(id: "1", tool: "git_ops", arguments: ["action": "fetch"])
        let look = try #require(prepared.preview)
        let shown = try await look(ToolContext(workspace: tools.workspace, decision: .ask))
        #expect(shown?.terms == ["url": "https://git.example.org/me/notes.git"])
        #expect(shown?.effects == [.connect(host: "git.example.org", port: 443)])
    }
}
