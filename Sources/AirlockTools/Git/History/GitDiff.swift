import AirlockCore

/// How many lines of which files differ, as `git diff --numstat -z` tells it.
enum GitDiff {
    struct File: Sendable, Hashable {
        /// Relative to the repository's top.
        let path: String
        /// What it was called, if it was renamed or copied.
        let from: String?
        /// Lines; nil for what git takes for binary.
        let added: Int?
        let removed: Int?
    }

    /// Bytes of the unified diff that an answer holds.
    static let textBytes = 256 << 10

    /// - Throws: `.backendFailed` if it isn't what git says (`git help diff`, OTHER DIFF FORMATS).
    static func files(parsing bytes: [UInt8]) throws(AirlockError) -> [File] {
        var fields = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }[...]
        guard fields.popLast() == "" else { throw unreadable("text without an end") }
        var files: [File] = []
        while let field = fields.popFirst() {
            let parts = field.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { throw unreadable(field) }
            var path = String(parts[2])
            var from: String?
            if path.isEmpty {
                from = fields.popFirst()
                guard let new = fields.popFirst() else { throw unreadable(field) }
                path = new
            }
            files.append(File(path: path, from: from, added: Int(parts[0]), removed: Int(parts[1])))
        }
        return files
    }

    /// Whole, or its beginning to the last whole line within the limit and a line that says how much is missing.
    /// - Parameter total: Bytes before any cut.
    static func cut(_ text: String, total: Int) -> (text: String, isCut: Bool) {
        guard total > textBytes || text.utf8.count > textBytes else { return (text, false) }
        let head = Array(text.utf8.prefix(textBytes))
        let end = head.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? head.count
        let missing = max(total, text.utf8.count) - end
        return (String(decoding: head[..<end], as: UTF8.self) + "[… \(missing) bytes cut …]", true)
    }

    private static func unreadable(_ text: String) -> AirlockError {
        AirlockError(.backendFailed, "git diff said \(text.prefix(100).debugDescription), which can't be read")
    }

    static let fileSchema = ToolSchema.object(
        [
            "path": ToolSchema.text("Relative to the repository's top."),
            "from": ToolSchema.text("What it was called, if it was renamed or copied."),
            "added": ToolSchema.count("Lines added; not there for a binary file."),
            "removed": ToolSchema.count("Lines removed; not there for a binary file."),
        ], required: ["path"])
}

extension GitDiff.File {
    var json: JSONValue {
        var value: [String: JSONValue] = ["path": .string(path)]
        value["from"] = from.map { .string($0) }
        value["added"] = added.map { .integer(Int64($0)) }
        value["removed"] = removed.map { .integer(Int64($0)) }
        return .object(value)
    }
}
