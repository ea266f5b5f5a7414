import AirlockCore

/// One name in the workspace, as `find -printf` tells it.
struct FileEntry: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable { case file, folder, symlink, other }

    /// Relative to the workspace; bytes that aren't UTF-8 are U+FFFD.
    let path: String
    let kind: Kind
    /// Bytes; 0 for all but files.
    let size: Int
    /// Whether its owner may run it.
    let isExecutable: Bool

    /// For `find -printf`: type, bytes, permission bits in octal, path below the starting point; NUL after each.
    static let format = #"%y\0%s\0%m\0%P\0"#

    /// Reads what ``format`` printed.
    /// - Throws: `.backendFailed` if it isn't that.
    static func parse(_ bytes: [UInt8], below folder: WorkspacePath) throws(AirlockError) -> [FileEntry] {
        let fields = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count % 4 == 1, fields.last == "" else { throw unreadable }
        var entries: [FileEntry] = []
        for start in stride(from: 0, to: fields.count - 1, by: 4) {
            guard let size = Int(fields[start + 1]), let mode = Int(fields[start + 2], radix: 8) else {
                throw unreadable
            }
            let kind = Kind(find: fields[start])
            entries.append(
                FileEntry(
                    path: [folder.description, fields[start + 3]].filter { !$0.isEmpty }.joined(separator: "/"),
                    kind: kind, size: kind == .file ? size : 0, isExecutable: kind == .file && mode & 0o100 != 0))
        }
        return entries
    }

    private static var unreadable: AirlockError {
        AirlockError(.backendFailed, "find said something that can't be read", hint: "GNU findutils is needed")
    }

    static let schema = ToolSchema.object(
        [
            "path": ToolSchema.path("Where it is."),
            "type": ToolSchema.choice("What it is; a link is one itself.", of: Kind.allCases.map(\.rawValue)),
            "size": ToolSchema.count("Bytes; 0 for all but files."),
        ], required: ["path", "type", "size"])

    var json: JSONValue { ["path": .string(path), "type": .string(kind.rawValue), "size": .integer(Int64(size))] }
}

extension FileEntry.Kind {
    /// The letters of `find -printf %y`.
    init(find letter: String) {
        self =
            switch letter {
            case "f": .file
            case "d": .folder
            case "l": .symlink
            default: .other
            }
    }
}
