import AirlockCore
import AirlockTools
import Foundation
import Testing

@Suite(.enabled(if: has("git"), "git is missing")) struct GitOpsTests {
    private let tools: ToolFixture

    init() throws { tools = try ToolFixture() }

    private func put(_ text: String, at path: String) async throws { try await tools.workspace.put(text, at: path) }

    private func code(_ action: String, _ params: JSONValue = [:]) async -> AirlockError.Code? {
        await tools.code("git_ops", ["action": .string(action), "params": params])
    }

    @Test func `init with a message makes main and the first commit`() async throws {
        try await put("x", at: "p/a")
        let output = try await tools.git("init", ["path": "p", "message": "Первый\n\nbody"])
        let hash = try #require(output.value["commit_hash"]?.string)
        #expect(hash.count == 40 && hash.allSatisfy(\.isHexDigit))
        #expect(output.value["branch"] == "main")
        #expect(output.exitStatus == 0)
        let log = try await tools.git("log", ["path": "p"])
        #expect(log.value["result"]?.string?.hasPrefix(hash) == true)
        #expect(log.value["result"]?.string?.hasSuffix("Airlock: Первый") == true)
        #expect(try await tools.git("status", ["path": "p"]).value["result"] == "## main")
    }

    @Test func `init without a message makes no commit`() async throws {
        let output = try await tools.git("init", ["path": "new/p"])
        #expect(output.value == ["result": "Initialized empty Git repository in", "branch": "main"])
        #expect(!FileManager.default.fileExists(atPath: tools.workspace.root.appending(path: "new/p/.git/hooks").path))
        #expect(try await tools.git("log", ["path": "new/p"]).value["result"] == "no commit yet")
        #expect(try await tools.git("diff", ["path": "new/p"]).value["result"] == "")
    }

    @Test func `commit takes all, or what is named, or what is staged`() async throws {
        try await put("1", at: "a")
        _ = try await tools.git("init", ["message": "one"])
        for path in ["a", "b", "c", "d"] { try await put("2", at: path) }
        _ = try await tools.git("commit", ["message": "b", "paths": ["b"]])
        #expect(try await tools.git("status").value["result"] == "## main\n M a\n?? c\n?? d")
        _ = try await tools.git("add", ["paths": ["c"]])
        let staged = try await tools.git("commit", ["message": "c"])
        #expect(staged.value["result"]?.string?.contains("1 file changed") == true)
        #expect(try await tools.git("status").value["result"] == "## main\n M a\n?? d")
        _ = try await tools.git("commit", ["message": "all"])
        #expect(try await tools.git("status").value["result"] == "## main")
    }

    @Test func `nothing to commit is said`() async throws {
        try await put("1", at: "a")
        _ = try await tools.git("init", ["message": "one"])
        #expect(await code("commit", ["message": "two"]) == .conflict)
        #expect(await code("init", ["path": "empty", "message": "none"]) == .conflict)
    }

    @Test func `a branch is made, worked on and merged`() async throws {
        try await put("1", at: "a")
        let first = try await tools.git("init", ["message": "one"]).value["commit_hash"]
        #expect(try await tools.git("create_branch", ["name": "feature/x"]).value["branch"] == "feature/x")
        #expect(await code("create_branch", ["name": "feature/x"]) == .conflict)
        try await put("2", at: "b")
        _ = try await tools.git("commit", ["message": "two"])
        let back = try await tools.git("checkout", ["branch": "main"])
        #expect(back.value == ["result": "checked out main", "branch": "main", "commit_hash": first ?? .null])
        #expect(try tools.workspace.files() == ["a"])
        let merged = try await tools.git("merge", ["branch": "feature/x"])
        #expect(merged.exitStatus == 0)
        #expect(try tools.workspace.files() == ["a", "b"])
        let old = try await tools.git("checkout", ["branch": "main~1"])
        #expect(old.value["branch"] == nil)
        #expect(old.value["commit_hash"] == first)
    }

    @Test func `a conflict is data and fails the call`() async throws {
        try await put("1\n", at: "dir/a b")
        _ = try await tools.git("init", ["message": "one"])
        _ = try await tools.git("create_branch", ["name": "other"])
        try await put("2\n", at: "dir/a b")
        _ = try await tools.git("commit", ["message": "two"])
        _ = try await tools.git("checkout", ["branch": "main"])
        try await put("3\n", at: "dir/a b")
        _ = try await tools.git("commit", ["message": "three"])
        let output = try await tools.git("merge", ["branch": "other"])
        #expect(output.exitStatus == 1)
        #expect(
            output.value["conflicts"] == [
                [
                    "path": "dir/a b", "kind": "both_modified",
                    "hunks": [["line": 1, "ours": "3\n", "theirs": "2\n"]],
                ]
            ])
        #expect(output.value["result"]?.string?.contains("CONFLICT") == true)
    }

    @Test func `diff shows what differs from the last commit`() async throws {
        try await put("old\n", at: "a")
        _ = try await tools.git("init", ["message": "one"])
        try await put("new\n", at: "a")
        let result = try await tools.git("diff").value["result"]?.string ?? ""
        #expect(result.contains("-old\n+new"))
        #expect(try await tools.git("diff", ["paths": ["b"]]).value["result"] == "")
    }

    @Test func `status tells each path, what became of it and how much is staged`() async throws {
        for path in ["gone", "kept", "old name", "part"] { try await put("\(path)\n1\n2\n3\n", at: path) }
        _ = try await tools.git("init", ["message": "one"])
        #expect(try await tools.git("status").value["entries"] == [])
        _ = try await tools.files(["action": "delete", "path": "gone"])
        _ = try await tools.files(["action": "move", "path": "old name", "to": "new name"])
        try await put("x", at: "part")
        _ = try await tools.git("add", ["paths": ["part", "old name", "new name"]])
        try await put("y", at: "part")
        try await put("x", at: "dir/ new")
        let status = try await tools.git("status")
        #expect(
            status.value["entries"] == [
                ["path": "gone", "state": "deleted", "staged": "none"],
                ["path": "new name", "state": "renamed", "staged": "all", "from": "old name"],
                ["path": "part", "state": "modified", "staged": "part"],
                ["path": "dir/", "state": "untracked", "staged": "none"],
            ])
        #expect(status.value["branch"] == "main" && status.value["commit_hash"]?.string?.count == 40)
        #expect(status.value["truncated"] == nil)
    }

    @Test func `status before the first commit and in a merge says so`() async throws {
        _ = try await tools.git("init")
        try await put("1\n", at: " a")
        let first = try await tools.git("add", ["paths": [" a"]])
        #expect(first.value["entries"] == [["path": " a", "state": "added", "staged": "all"]])
        #expect(first.value["commit_hash"] == nil && first.value["branch"] == "main")
        _ = try await tools.git("commit", ["message": "one"])
        _ = try await tools.git("create_branch", ["name": "other"])
        try await put("2\n", at: " a")
        _ = try await tools.git("commit", ["message": "two"])
        _ = try await tools.git("checkout", ["branch": "main"])
        try await put("3\n", at: " a")
        _ = try await tools.git("commit", ["message": "three"])
        _ = try await tools.git("merge", ["branch": "other"])
        let status = try await tools.git("status")
        #expect(status.value["entries"] == [["path": " a", "state": "conflicted", "staged": "none"]])
    }

    @Test func `log tells commits, newest first, and that there are more`() async throws {
        try await put("x", at: "a")
        let first = try await tools.git("init", ["message": "one: 1"]).value["commit_hash"]
        let made = try await tools.workspace.run(
            Program(
                [
                    "git", "-c", "user.name=Ann | B", "commit", "-q", "--allow-empty", "--author=Ann <a@h>",
                    "--date=2024-02-29T23:30:00+05:00", "-m", "two\n\nbody",
                ], limits: limits))
        try #require(made.exitStatus == 0)
        let log = try await tools.git("log").value
        #expect(log["commits"]?.array?.count == 2)
        #expect(log["commits"]?.array?.last?["id"] == first)
        #expect(log["commits"]?.array?.last?["subject"] == "one: 1")
        var newest = log["commits"]?.array?.first?.object ?? [:]
        newest["id"] = nil
        #expect(newest == ["author": "Ann", "time": "2024-02-29T18:30:00.000Z", "subject": "two"])
        #expect(log["result"]?.string?.contains(" 2024-02-29T23:30:00+05:00 Ann: two\n") == true)
        #expect(log["truncated"] == nil)
        let many = try await tools.workspace.run(
            Program(
                ["sh", "-c", "for i in $(seq 49); do git commit -q --allow-empty -m $i; done"], limits: limits))
        try #require(many.exitStatus == 0)
        let cut = try await tools.git("log").value
        #expect(cut["commits"]?.array?.count == 50 && cut["truncated"] == true)
        #expect(cut["commits"]?.array?.first?["subject"] == "49")
    }

    @Test func `diff counts lines of each file, and is cut with a mark`() async throws {
        try await put("1\n2\n3\n", at: "a")
        try await put("1\n2\n3\n4\n5\n6\n", at: "old")
        _ = try await tools.git("init", ["message": "one"])
        #expect(try await tools.git("diff").value["files"] == [])
        try await put("1\nx\ny\n3\n", at: "a")
        try await put("a\u{0}b", at: "binary")
        _ = try await tools.files(["action": "move", "path": "old", "to": "new\tname"])
        _ = try await tools.git("add", ["paths": ["binary", "old", "new\tname"]])
        let diff = try await tools.git("diff").value
        #expect(
            diff["files"] == [
                ["path": "a", "added": 2, "removed": 1], ["path": "binary"],
                ["path": "new\tname", "from": "old", "added": 0, "removed": 0],
            ])
        #expect(diff["truncated"] == nil)
        try await put(String(repeating: "0123456789\n", count: 40_000), at: "a")
        let long = try await tools.git("diff").value
        let text = long["result"]?.string ?? ""
        #expect(long["truncated"] == true && text.utf8.count < 257 << 10)
        #expect(text.hasSuffix(" bytes cut …]") && text.contains("0123456789\n[… "))
        #expect(long["files"]?.array?.first == ["path": "a", "added": 40_000, "removed": 3])
    }

    @Test func `a repository of the workspace is cloned`() async throws {
        try await put("x", at: "p/a")
        _ = try await tools.git("init", ["path": "p", "message": "one"])
        _ = try await tools.git("clone", ["remote": "p", "path": "q"])
        #expect(try tools.workspace.files() == ["p/a", "q/a"])
        #expect(await code("clone", ["remote": "p", "path": "q"]) == .conflict)
        #expect(await code("clone", ["remote": "none", "path": "r"]) == .notFound)
    }

    @Test func `hooks of the repository don't run`() async throws {
        _ = try await tools.git("init")
        try await tools.workspace.put("#!/bin/sh\ntouch ran\n", at: ".git/hooks/pre-commit", executable: true)
        try await put("x", at: "a")
        _ = try await tools.git("commit", ["message": "one"])
        #expect(try tools.workspace.files() == ["a"])
    }

    @Test func `a file that one side removed is a conflict of its kind`() async throws {
        try await put("1\n", at: "p/a")
        _ = try await tools.git("init", ["path": "p", "message": "one"])
        _ = try await tools.git("create_branch", ["path": "p", "name": "other"])
        _ = try await tools.files(["action": "delete", "path": "p/a"])
        try await put("x\n", at: "p/b")
        _ = try await tools.git("commit", ["path": "p", "message": "two"])
        _ = try await tools.git("checkout", ["path": "p", "branch": "main"])
        try await put("3\n", at: "p/a")
        _ = try await tools.git("commit", ["path": "p", "message": "three"])
        let output = try await tools.git("merge", ["path": "p", "branch": "other"])
        #expect(output.value["conflicts"] == [["path": "a", "kind": "deleted_by_them", "hunks": []]])
    }

    @Test func `filters and merge drivers of the repository don't run`() async throws {
        try await put("1\n", at: "a")
        try await put("* filter=x merge=x\n", at: ".gitattributes")
        _ = try await tools.git("init", ["message": "one"])
        for (key, value) in [
            ("filter.x.clean", "touch ran; cat"), ("filter.x.smudge", "touch ran; cat"), ("filter.x.required", "true"),
            ("filter.x.process", "touch ran"), ("merge.x.driver", "touch ran"), ("gpg.program", "touch ran"),
            ("log.showSignature", "true"), ("merge.verifySignatures", "true"),
        ] {
            let set = try await tools.workspace.run(Program(["git", "config", key, value], limits: limits))
            try #require(set.exitStatus == 0)
        }
        _ = try await tools.git("create_branch", ["name": "other"])
        try await put("2\n", at: "a")
        _ = try await tools.git("commit", ["message": "two"])
        _ = try await tools.git("checkout", ["branch": "main"])
        try await put("3\n", at: "a")
        _ = try await tools.git("commit", ["message": "three"])
        #expect(try await tools.git("log").value["result"]?.string?.contains("three") == true)
        #expect(try await tools.git("merge", ["branch": "other"]).exitStatus == 1)
        #expect(try tools.workspace.files() == [".gitattributes", "a"])
    }

    @Test func `a path like an option or a pathspec is a path`() async throws {
        try await put("x", at: "--force")
        try await put("x", at: ":(top)a")
        _ = try await tools.git("init")
        _ = try await tools.git("add", ["paths": ["--force", ":(top)a"]])
        #expect(try await tools.git("status").value["result"]?.string?.contains("A  --force\nA  :(top)a") == true)
    }

    @Test func `a clone from an address is a connection, and so is a fetch`() throws {
        let params: JSONValue = ["remote": "https://example.com/x.git", "path": "x"]
        let connection: [Effect] = [.connect(host: "example.com", port: 443), .write(try WorkspacePath("x"))]
        for action in ["clone", "fetch"] {
            #expect(
                try tools.effects("git_ops", ["action": .string(action), "params": params])
                    == connection)
        }
        #expect(try tools.effects("git_ops", ["action": "fetch"]) == [.publish("git fetch origin")])
    }

    @Test func `where there is no repository or branch it says so`() async throws {
        #expect(await code("status") == .notFound)
        #expect(await code("status", ["path": "none"]) == .notFound)
        _ = try await tools.git("init")
        #expect(await code("merge", ["branch": "none"]) == .notFound)
        #expect(await code("checkout", ["branch": "none"]) == .notFound)
    }

    @Test func `what git refuses is a result in its own words`() async throws {
        try await put("1", at: "a")
        _ = try await tools.git("init", ["message": "one"])
        let output = try await tools.git("add", ["paths": ["none"]])
        #expect(output.exitStatus != 0)
        #expect(output.value["result"]?.string?.contains("none") == true)
    }

    @Test(
        arguments: [
            ["action": "commit"], ["action": "commit", "params": ["message": " \n"]], ["action": "create_branch"],
            ["action": "create_branch", "params": ["name": "--force"]], ["action": "merge"], ["action": "add"],
            ["action": "merge", "params": ["branch": "a..b"]],
            ["action": "checkout", "params": ["branch": "main^{/x}"]],
            ["action": "push", "params": ["remote": "--receive-pack=x"]],
            ["action": "status", "params": ["name": "x"]],
            ["action": "push", "params": ["remote": "ext::sh -c id"]],
            ["action": "push", "params": ["remote": "http://h/x"]], ["action": "push", "params": ["message": "x"]],
            ["action": "status", "params": ["path": "../x"]],
            ["action": "commit", "params": ["message": "x", "paths": ["/etc"]]], ["action": "rebase"],
            ["action": "clone", "params": ["remote": "p"]], ["action": "status", "params": ["force": true]],
        ] as [JSONValue])
    func `a call that isn't whole is refused before it runs`(arguments: JSONValue) throws {
        let error = #expect(throws: AirlockError.self) { try tools.effects("git_ops", arguments) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `looking reads and changing writes`() throws {
        let p = try WorkspacePath("p")
        for action in ["status", "diff", "log"] {
            #expect(try tools.effects("git_ops", ["action": .string(action), "params": ["path": "p"]]) == [.read(p)])
        }
        #expect(
            try tools.effects("git_ops", ["action": "commit", "params": ["path": "p", "message": "m"]]) == [.write(p)])
    }
}
