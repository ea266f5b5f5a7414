import AirlockCore
import AirlockTools
import Foundation
import Testing

@Suite struct FileOpsTests {
    private let tools: ToolFixture

    init() throws { tools = try ToolFixture() }

    private func code(_ arguments: JSONValue) async -> AirlockError.Code? { await tools.code("file_ops", arguments) }

    @Test func `what was written is read back`() async throws {
        let written = try await tools.files(["action": "write", "path": "a/b.txt", "content": "привет\n"])
        #expect(written.value == ["path": "a/b.txt", "size": 13])
        let read = try await tools.files(["action": "read", "path": "./a//b.txt"])
        #expect(read.value == ["path": "a/b.txt", "content": "привет\n"])
    }

    @Test func `append adds to a file and makes a new one`() async throws {
        _ = try await tools.files(["action": "append", "path": "log", "content": "1\n"])
        _ = try await tools.files(["action": "append", "path": "log", "content": "2\n"])
        #expect(try tools.workspace.text("log") == "1\n2\n")
    }

    @Test func `edit replaces the one place and keeps the executable bit`() async throws {
        try await tools.workspace.put("#!/bin/sh\necho foo\n", at: "run.sh", executable: true)
        _ = try await tools.files(["action": "edit", "path": "run.sh", "old": "foo", "new": "bar"])
        #expect(try tools.workspace.text("run.sh") == "#!/bin/sh\necho bar\n")
        #expect(FileManager.default.isExecutableFile(atPath: tools.workspace.root.appending(path: "run.sh").path))
    }

    @Test func `edit of no place or of many changes nothing`() async throws {
        try await tools.workspace.put("foo foo", at: "a")
        #expect(await code(["action": "edit", "path": "a", "old": "baz", "new": "x"]) == .notFound)
        let error = await #expect(throws: AirlockError.self) {
            try await tools.files(["action": "edit", "path": "a", "old": "foo", "new": "x"])
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("2 times") == true)
        #expect(try tools.workspace.text("a") == "foo foo")
    }

    @Test(arguments: [[0x61, 0x00], [0xFF, 0xFE, 0x41], [0x80, 0x81]] as [[UInt8]])
    func `what isn't text is refused`(bytes: [UInt8]) async throws {
        try await tools.workspace.write(bytes, to: try WorkspacePath("b"), executable: false)
        #expect(await code(["action": "read", "path": "b"]) == .invalidRequest)
        #expect(await code(["action": "edit", "path": "b", "old": "a", "new": "b"]) == .invalidRequest)
        #expect(await code(["action": "append", "path": "b", "content": "b"]) == .invalidRequest)
    }

    @Test func `files over a mebibyte are refused`() async throws {
        let big = [UInt8](repeating: 0x61, count: (1 << 20) + 1)
        try await tools.workspace.write(big, to: try WorkspacePath("big"), executable: false)
        #expect(await code(["action": "read", "path": "big"]) == .limitExceeded)
        try await tools.workspace.write(Array(big.dropFirst()), to: try WorkspacePath("full"), executable: false)
        #expect(await code(["action": "append", "path": "full", "content": "b"]) == .limitExceeded)
    }

    @Test func `move and copy make folders and never overwrite`() async throws {
        try await tools.workspace.put("x", at: "a")
        try await tools.workspace.put("y", at: "taken")
        _ = try await tools.files(["action": "copy", "path": "a", "to": "d/e/b"])
        _ = try await tools.files(["action": "move", "path": "a", "to": "-n"])
        #expect(try tools.workspace.files() == ["-n", "d/e/b", "taken"])
        #expect(await code(["action": "move", "path": "-n", "to": "taken"]) == .conflict)
        #expect(await code(["action": "copy", "path": "-n", "to": "d"]) == .conflict)
        #expect(await code(["action": "move", "path": "d", "to": "d/e/f"]) == .invalidRequest)
        #expect(await code(["action": "copy", "path": "d/e/b", "to": "d"]) == .conflict)
        #expect(await code(["action": "move", "path": "none", "to": "f"]) == .notFound)
        #expect(try tools.workspace.files() == ["-n", "d/e/b", "taken"])
    }

    @Test func `delete removes a folder or a link but never the workspace`() async throws {
        try await tools.workspace.put("x", at: "d/a")
        try await tools.workspace.put("x", at: "keep/a")
        try FileManager.default.createSymbolicLink(
            atPath: tools.workspace.root.appending(path: "link").path, withDestinationPath: "keep")
        _ = try await tools.files(["action": "delete", "path": "d"])
        _ = try await tools.files(["action": "delete", "path": "link"])
        #expect(try tools.workspace.files() == ["keep/a"])
        #expect(await code(["action": "delete", "path": "d"]) == .notFound)
        for root in ["", ".", "./", "a/.."] {
            #expect(await code(["action": "delete", "path": .string(root)]) == .invalidRequest)
        }
        #expect(await code(["action": "delete"]) == .invalidRequest)
    }

    @Test func `list names what is in a folder with type and size`() async throws {
        try await tools.workspace.put("12345", at: "d/new\nline")
        try await tools.workspace.put("x", at: "d/sub/deep")
        try FileManager.default.createSymbolicLink(
            atPath: tools.workspace.root.appending(path: "d/link").path, withDestinationPath: "/etc")
        let output = try await tools.files(["action": "list", "path": "d"])
        #expect(
            output.value["entries"] == [
                ["path": "d/link", "type": "symlink", "size": 0], ["path": "d/new\nline", "type": "file", "size": 5],
                ["path": "d/sub", "type": "folder", "size": 0],
            ])
        #expect(await code(["action": "list", "path": "d/sub/deep"]) == .invalidRequest)
        #expect(await code(["action": "list", "path": "none"]) == .notFound)
    }

    @Test func `list of an empty workspace is empty`() async throws {
        #expect(try await tools.files(["action": "list"]).value == ["entries": []])
    }

    @Test func `glob finds below a folder and not in git`() async throws {
        for path in ["p/a.py", "p/src/b.py", "p/src/c.txt", "p/.git/d.py", "other.py"] {
            try await tools.workspace.put("", at: path)
        }
        let output = try await tools.files(["action": "glob", "path": "p", "pattern": "**/*.py"])
        #expect(output.value["entries"]?.array?.compactMap { $0["path"]?.string } == ["p/a.py", "p/src/b.py"])
    }

    @Test func `grep gives path, line and text`() async throws {
        try await tools.workspace.put("one\nTODO: two\n", at: "s/a:1:b.txt")
        try await tools.workspace.put("TODO\0", at: "s/binary")
        let output = try await tools.files(["action": "grep", "path": "s", "pattern": "TODO|FIXME"])
        #expect(output.value == ["matches": [["path": "s/a:1:b.txt", "line": 2, "text": "TODO: two"]]])
        let one = try await tools.files(["action": "grep", "path": "s/a:1:b.txt", "pattern": "-e|one"])
        #expect(one.value["matches"]?.array?.count == 1)
        #expect(try await tools.files(["action": "grep", "pattern": "absent"]).value == ["matches": []])
        #expect(await code(["action": "grep", "pattern": "("]) == .invalidRequest)
        #expect(await code(["action": "grep", "path": "none", "pattern": "x"]) == .notFound)
    }

    @Test func `a search that finds too much says so`() async throws {
        try await tools.workspace.put(String(repeating: "needle\n", count: 100_000), at: "a")
        #expect(await code(["action": "grep", "pattern": "needle"]) == .limitExceeded)
    }

    @Test func `stat tells of one path`() async throws {
        try await tools.workspace.put("abc", at: "d/a")
        #expect(
            try await tools.files(["action": "stat", "path": "d/a"]).value
                == ["entries": [["path": "d/a", "type": "file", "size": 3]]])
        #expect(
            try await tools.files(["action": "stat"]).value
                == ["entries": [["path": "", "type": "folder", "size": 0]]])
        #expect(await code(["action": "stat", "path": "none"]) == .notFound)
    }

    @Test(.enabled(if: has("git"), "git is missing"))
    func `a patch is applied below its folder, in a repository too, or not at all`() async throws {
        try await tools.workspace.put("old\n", at: "p/x")
        _ = try await tools.git("init")
        let diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n"
        _ = try await tools.files(["action": "patch", "path": "p", "content": .string(diff)])
        #expect(try tools.workspace.text("p/x") == "new\n")
        let half = "diff --git a/y b/y\nnew file mode 100644\n--- /dev/null\n+++ b/y\n@@ -0,0 +1 @@\n+y\n" + diff
        #expect(await code(["action": "patch", "path": "p", "content": .string(half)]) == .conflict)
        #expect(try tools.workspace.files() == ["p/x"])
    }

    @Test(.enabled(if: has("git"), "git is missing"))
    func `a patch takes on the line ends of each file`() async throws {
        try await tools.workspace.put("one\r\ntwo\r\nthree\r\n", at: "p/dos")
        try await tools.workspace.put("one\ntwo\nthree\n", at: "p/unix")
        try await tools.workspace.put("one\r\ntwo\nthree\n", at: "p/mixed")
        func diff(_ name: String) -> String {
            "--- a/\(name)\t2024-01-01\n+++ b/\(name)\n@@ -1,3 +1,4 @@\n one\n-two\n+2\n+2.5\n three\n"
        }
        let both = "diff --git a/dos b/dos\n" + diff("dos") + diff("unix")
        _ = try await tools.files(["action": "patch", "path": "p", "content": .string(both)])
        #expect(try tools.workspace.text("p/dos") == "one\r\n2\r\n2.5\r\nthree\r\n")
        #expect(try tools.workspace.text("p/unix") == "one\n2\n2.5\nthree\n")
        #expect(await code(["action": "patch", "path": "p", "content": .string(diff("mixed"))]) == .conflict)
        let exact = "--- a/mixed\n+++ b/mixed\n@@ -1,3 +1,3 @@\n one\r\n-two\n+2\n three\n"
        _ = try await tools.files(["action": "patch", "path": "p", "content": .string(exact)])
        #expect(try tools.workspace.text("p/mixed") == "one\r\n2\nthree\n")
    }

    @Test func `no path goes through a link that leads out of the workspace`() async throws {
        let outside = tools.workspace.root.deletingLastPathComponent().appending(path: "outside")
        try FileManager.default.createDirectory(at: outside.appending(path: "d"), withIntermediateDirectories: true)
        try "secret\n".write(to: outside.appending(path: "d/a"), atomically: true, encoding: .utf8)
        try await tools.workspace.put("x", at: "b")
        try await tools.workspace.put("x", at: "in/side")
        for (link, target) in [("out", outside.path), ("near", "in")] {
            try FileManager.default.createSymbolicLink(
                atPath: tools.workspace.root.appending(path: link).path, withDestinationPath: target)
        }
        let diff = "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-secret\n+x\n"
        for arguments in [
            ["action": "list", "path": "out"], ["action": "list", "path": "out/d"],
            ["action": "glob", "path": "out/d", "pattern": "*"], ["action": "stat", "path": "out/d"],
            ["action": "grep", "path": "out", "pattern": "secret"],
            ["action": "grep", "path": "out/d", "pattern": "secret"],
            ["action": "delete", "path": "out/d"], ["action": "copy", "path": "out/d", "to": "c"],
            ["action": "move", "path": "out/d", "to": "c"], ["action": "copy", "path": "b", "to": "out/c"],
            ["action": "move", "path": "b", "to": "out/new/c"],
            ["action": "patch", "path": "out/d", "content": .string(diff)],
            ["action": "patch", "path": "out", "content": .string(diff)],
        ] as [JSONValue] {
            #expect(await code(arguments) == .invalidRequest, "\(arguments)")
        }
        #expect(try String(contentsOf: outside.appending(path: "d/a"), encoding: .utf8) == "secret\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["d"])
        #expect(try await tools.files(["action": "grep", "pattern": "secret"]).value == ["matches": []])
        #expect(try await tools.files(["action": "stat", "path": "near/side"]).value["entries"]?.array?.count == 1)
    }

    @Test(.enabled(if: has("git"), "git is missing"), arguments: ["../evil", ".git/hooks/pre-commit", "/tmp/evil"])
    func `a patch can't climb out or reach into git`(target: String) async throws {
        let diff =
            "diff --git a/\(target) b/\(target)\nnew file mode 100755\n--- /dev/null\n+++ b/\(target)\n@@ -0,0 +1 @@\n+x\n"
        #expect(await code(["action": "patch", "content": .string(diff)]) == .conflict)
        #expect(try tools.workspace.files() == [])
    }

    @Test(
        arguments: [
            ["action": "read"], ["action": "read", "path": "../x"], ["action": "read", "path": "/etc/passwd"],
            ["action": "write", "path": "a"], ["action": "write", "path": "", "content": "x"],
            ["action": "read", "path": "a", "content": "x"], ["action": "edit", "path": "a", "old": "x"],
            ["action": "edit", "path": "a", "old": "x", "new": "x"], ["action": "move", "path": "a"],
            ["action": "move", "path": "a", "to": "../b"], ["action": "move", "path": "a", "to": "."],
            ["action": "glob", "path": "a"], ["action": "grep", "pattern": "a\0b"], ["action": "chmod", "path": "a"],
            [:],
        ] as [JSONValue])
    func `a call that isn't whole is refused before it runs`(arguments: JSONValue) throws {
        let error = #expect(throws: AirlockError.self) { try tools.effects("file_ops", arguments) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `effects name the paths`() throws {
        let a = try WorkspacePath("a")
        let b = try WorkspacePath("b")
        #expect(try tools.effects("file_ops", ["action": "read", "path": "a"]) == [.read(a)])
        #expect(try tools.effects("file_ops", ["action": "write", "path": "a", "content": ""]) == [.write(a)])
        #expect(try tools.effects("file_ops", ["action": "delete", "path": "a"]) == [.delete(a)])
        #expect(try tools.effects("file_ops", ["action": "move", "path": "a", "to": "b"]) == [.delete(a), .write(b)])
        #expect(try tools.effects("file_ops", ["action": "copy", "path": "a", "to": "b"]) == [.read(a), .write(b)])
        #expect(try tools.effects("file_ops", ["action": "list"]) == [.read(.root)])
    }
}
