public import AirlockCore

/// Reads and changes files of the workspace.
public struct FileOps: Tool {
    public struct Arguments: Codable, Sendable {
        enum Action: String, Codable, Sendable, CaseIterable {
            case read, write, append, edit, move, copy, delete, list, glob, grep, stat, patch
        }

        var action: Action
        var path: String?
        var content: String?
        var old: String?
        var new: String?
        var to: String?
        var pattern: String?
    }

    /// Bytes of the largest file that is read as text.
    static let readBytes = 1 << 20

    public static let spec = ToolSpec(
        name: "file_ops",
        summary: "Read, write, edit, move, copy, delete, list, find and search files of the workspace.",
        input: ToolSchema.object(
            [
                "action": ToolSchema.choice("What to do.", of: Arguments.Action.allCases.map(\.rawValue)),
                "path": ToolSchema.path("The file, or the folder to look in; left out: the workspace."),
                "content": ToolSchema.string(
                    "write, append: the text. patch: a unified diff whose paths are relative to path.",
                    length: 0...readBytes),
                "old": ToolSchema.string("edit: text that is found exactly once.", length: 1...readBytes),
                "new": ToolSchema.string("edit: what takes its place.", length: 0...readBytes),
                "to": ToolSchema.string("move, copy: the new path; nothing may be there.", length: 1...4096),
                "pattern": ToolSchema.string(
                    "glob: * ? [abc] and ** for any folders. grep: an extended regular expression.", length: 1...1024),
            ], required: ["action"]),
        output: output,
        examples: [
            ["action": "read", "path": "README.md"],
            ["action": "write", "path": "links.md", "content": "1. [git hooks](https://git-scm.com/docs/githooks)\n"],
            ["action": "edit", "path": "README.md", "old": "foo", "new": "bar"],
            ["action": "move", "path": "a.txt", "to": "notes/a.txt"],
            ["action": "delete", "path": "notes"],
            ["action": "list"],
            ["action": "glob", "pattern": "**/*.py"],
            ["action": "grep", "path": "src", "pattern": "TODO|FIXME"],
            ["action": "patch", "content": "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n"],
        ], textOrigin: .workspace, storedArguments: ["content", "old", "new"])

    private static let output: JSONValue = {
        var schema =
            ToolSchema.object(
                [
                    "path": ToolSchema.path(
                        "The file or folder that was read or changed; the new one of move and copy."),
                    "content": ToolSchema.text("read: the text."),
                    "encoding": ToolSchema.choice(
                        "read: how the file spells it, if that isn't plain UTF-8.",
                        of: TextEncoding.allCases.map(\.rawValue)),
                    "size": ToolSchema.count("write, append, edit: bytes of the file now."),
                    "entries": ToolSchema.list("list, glob, stat: sorted by path.", of: FileEntry.schema),
                    "matches": ToolSchema.list("grep: lines that fit.", of: TextMatch.schema),
                ], required: []
            ).object ?? [:]
        schema["anyOf"] = [["required": ["path"]], ["required": ["entries"]], ["required": ["matches"]]]
        return .object(schema)
    }()

    private let limits: Limits

    public init(limits: Limits) { self.limits = limits }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        try FileAction(arguments).effects
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let tree = FileTree(workspace: context.workspace, limits: limits)
        switch try FileAction(arguments) {
        case .read(let path):
            let file = try await tree.text(of: path)
            var value: [String: JSONValue] = ["path": .path(path), "content": .string(file.text)]
            if file.encoding != .utf8 { value["encoding"] = .string(file.encoding.rawValue) }
            return ToolOutput(.object(value))
        case .write(let path, let content):
            return try await tree.store(content, at: path)
        case .append(let path, let content):
            guard try await tree.entry(at: path) != nil else { return try await tree.store(content, at: path) }
            let file = try await tree.text(of: path)
            return try await tree.store(file.text + file.adopting(content), as: file.encoding, at: path)
        case .edit(let path, let old, let new):
            let file = try await tree.text(of: path)
            let edit = TextEdit(old: file.adopting(old), new: file.adopting(new))
            return try await tree.store(try edit.apply(to: file.text, named: path), as: file.encoding, at: path)
        case .move(let path, let target):
            try await tree.transfer(["mv", "-T", "--"], path, to: target)
            return ToolOutput(["path": .path(target)])
        case .copy(let path, let target):
            try await tree.transfer(["cp", "-a", "-T", "--"], path, to: target)
            return ToolOutput(["path": .path(target)])
        case .delete(let path):
            try await tree.delete(path)
            return ToolOutput(["path": .path(path)])
        case .list(let path):
            return entries(try await tree.list(path))
        case .glob(let path, let pattern):
            return entries(try await tree.find(pattern, below: path))
        case .grep(let path, let pattern):
            let matches = try await tree.search(pattern, below: path)
            return ToolOutput(["matches": try JSONValue(encoding: matches)], logs: ["\(matches.count) lines"])
        case .stat(let path):
            return entries([try await tree.existing(path)])
        case .patch(let path, let diff):
            try await tree.patch(path, with: diff)
            return ToolOutput(["path": .path(path)])
        }
    }

    private func entries(_ entries: [FileEntry]) -> ToolOutput {
        ToolOutput(["entries": .array(entries.map(\.json))], logs: ["\(entries.count) entries"])
    }
}

extension JSONValue {
    static func path(_ path: WorkspacePath) -> JSONValue { .string(path.description) }
}
