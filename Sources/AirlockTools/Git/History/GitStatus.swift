import AirlockCore

/// What differs between the last commit, the index and the files, as `git status --porcelain=v2 -z --branch` tells it.
struct GitStatus: Sendable, Hashable {
    /// What became of a path since the last commit.
    enum State: String, Sendable, Codable, CaseIterable {
        case added, modified, deleted, renamed, copied
        /// A file became a link, or the other way round.
        case typeChanged = "type_changed"
        case untracked
        /// A merge could not settle it.
        case conflicted
    }

    /// How much of a change the next commit would take.
    enum Staging: String, Sendable, Codable, CaseIterable { case all, part, none }

    struct Entry: Sendable, Hashable, Codable {
        /// Relative to the repository's top; bytes that aren't UTF-8 are U+FFFD. A folder that holds nothing known ends with `/`.
        let path: String
        let state: State
        let staged: Staging
        /// What it was called, for a path that was renamed or copied.
        let from: String?
    }

    /// Nil before the first commit.
    private(set) var commit: String?
    /// Nil for a detached head.
    private(set) var branch: String?
    private(set) var entries: [Entry] = []

    /// - Throws: `.backendFailed` if it isn't what git says (`git help status`, PORCELAIN FORMAT VERSION 2).
    init(parsing bytes: [UInt8]) throws(AirlockError) {
        var fields = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }[...]
        while let field = fields.popFirst() {
            let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
            guard parts.count == 2 else { throw Self.unreadable(field) }
            switch parts[0] {
            case "#": readHead(parts[1])
            case "?": entries.append(Entry(path: parts[1], state: .untracked, staged: .none, from: nil))
            case "1": try add(parts[1], path: 7)
            case "2":
                guard let from = fields.popFirst() else { throw Self.unreadable(field) }
                try add(parts[1], path: 8, from: from)
            case "u": try add(parts[1], path: 9, state: .conflicted)
            default: throw Self.unreadable(field)
            }
        }
    }

    private mutating func readHead(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return }
        switch parts[0] {
        case "branch.oid": commit = parts[1] == "(initial)" ? nil : String(parts[1])
        case "branch.head": branch = parts[1] == "(detached)" ? nil : String(parts[1])
        default: break
        }
    }

    /// - Parameter path: Words before the path, the first of which are the letters of index and file.
    private mutating func add(
        _ text: String, path: Int, state: State? = nil, from: String? = nil
    ) throws(AirlockError) {
        let words = text.split(separator: " ", maxSplits: path, omittingEmptySubsequences: false)
        guard words.count == path + 1, words[0].count == 2, let index = words[0].first, let file = words[0].last else {
            throw Self.unreadable(text)
        }
        let isStaged = index != "."
        let isChanged = file != "."
        guard let found = state ?? State(letter: file == "D" || !isStaged ? file : index) else {
            throw Self.unreadable(text)
        }
        let staged: Staging = found == .conflicted || !isStaged ? .none : isChanged ? .part : .all
        entries.append(Entry(path: String(words[path]), state: found, staged: staged, from: from))
    }

    private static func unreadable(_ text: String) -> AirlockError {
        AirlockError(.backendFailed, "git status said \(text.prefix(100).debugDescription), which can't be read")
    }

    static let entrySchema = ToolSchema.object(
        [
            "path": ToolSchema.text("Relative to the repository's top."),
            "state": ToolSchema.choice("What became of it.", of: State.allCases.map(\.rawValue)),
            "staged": ToolSchema.choice("How much of it the next commit takes.", of: Staging.allCases.map(\.rawValue)),
            "from": ToolSchema.text("What it was called, if it was renamed or copied."),
        ], required: ["path", "state", "staged"])
}

extension GitStatus.State {
    /// A letter of `git help status`, Short Format.
    fileprivate init?(letter: Character) {
        switch letter {
        case "M": self = .modified
        case "A": self = .added
        case "D": self = .deleted
        case "R": self = .renamed
        case "C": self = .copied
        case "T": self = .typeChanged
        default: return nil
        }
    }
}
