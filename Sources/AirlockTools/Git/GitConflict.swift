import AirlockCore

/// One path that a merge could not settle.
struct GitConflict: Sendable, Hashable, Codable {
    enum Kind: String, Sendable, Codable, CaseIterable {
        case bothModified = "both_modified"
        case bothAdded = "both_added"
        case bothDeleted = "both_deleted"
        case deletedByUs = "deleted_by_us"
        case deletedByThem = "deleted_by_them"
        case addedByUs = "added_by_us"
        case addedByThem = "added_by_them"

        /// - Parameter stages: Of the path in the index: 1 the common ancestor, 2 ours, 3 theirs (`git help ls-files`).
        init(stages: Set<Int>) {
            self =
                switch stages {
                case [2, 3]: .bothAdded
                case [1, 2]: .deletedByThem
                case [1, 3]: .deletedByUs
                case [1]: .bothDeleted
                case [2]: .addedByUs
                case [3]: .addedByThem
                default: .bothModified
                }
        }
    }

    /// What each side made of the same lines.
    struct Hunk: Sendable, Hashable, Codable {
        /// Of the marker that begins it, from 1.
        let line: Int
        var ours: String
        var theirs: String
    }

    /// Relative to the repository's top.
    let path: String
    let kind: Kind
    /// Empty where the file is gone, isn't text or is over the limit.
    let hunks: [Hunk]

    static let schema = ToolSchema.object(
        [
            "path": ToolSchema.text("Relative to the repository's top."),
            "kind": ToolSchema.choice("What each side did.", of: Kind.allCases.map(\.rawValue)),
            "hunks": ToolSchema.list(
                "Where they differ; empty where the file is gone or isn't text.",
                of: ToolSchema.object(
                    [
                        "line": ToolSchema.count("Of the marker that begins it, from 1."),
                        "ours": ToolSchema.text("The current branch's lines."),
                        "theirs": ToolSchema.text("The merged branch's lines."),
                    ], required: ["line", "ours", "theirs"])),
        ], required: ["path", "kind", "hunks"])

    /// Hunks of one file that are told.
    private static let mostHunks = 50

    /// Reads the markers that git leaves in a file (`git help merge`, HOW CONFLICTS ARE PRESENTED).
    static func hunks(in text: String) -> [Hunk] {
        enum Side { case none, ours, base, theirs }
        var side = Side.none
        var hunks: [Hunk] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            switch side {
            case .none where line.hasPrefix("<<<<<<< "):
                guard hunks.count < mostHunks else { return hunks }
                hunks.append(Hunk(line: index + 1, ours: "", theirs: ""))
                side = .ours
            case .ours where line.hasPrefix("||||||| "): side = .base
            case .ours where line == "=======", .base where line == "=======": side = .theirs
            case .theirs where line.hasPrefix(">>>>>>> "): side = .none
            case .ours: hunks[hunks.count - 1].ours += "\(line)\n"
            case .theirs: hunks[hunks.count - 1].theirs += "\(line)\n"
            case .none, .base: break
            }
        }
        return hunks
    }
}

extension GitRepository {
    /// What the last merge left open, in the order of paths.
    func conflicts() async throws -> [GitConflict] {
        var stages: [String: Set<Int>] = [:]
        for entry in try await names(["ls-files", "--unmerged", "-z", "--full-name"]) {
            // mode, object and stage, a tab, the path
            let parts = entry.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let stage = parts[0].split(separator: " ").last.flatMap({ Int($0) }) else {
                continue
            }
            stages[String(parts[1]), default: []].insert(stage)
        }
        let prefix = try await output(["rev-parse", "--show-prefix"])
        let depth = prefix.split(separator: "/").count
        let top = folder.components.dropLast(depth).joined(separator: "/")
        var conflicts: [GitConflict] = []
        for (path, found) in stages.sorted(by: { $0.key < $1.key }) {
            let place = try? WorkspacePath(top.isEmpty ? path : "\(top)/\(path)")
            let bytes: [UInt8]? =
                if let place { try? await workspace.read(place, limit: FileOps.readBytes) } else { nil }
            let text = bytes.flatMap { bytes in TextEncoding(of: bytes)?.decode(bytes) }
            conflicts.append(
                GitConflict(
                    path: path, kind: GitConflict.Kind(stages: found), hunks: text.map(GitConflict.hunks) ?? []))
        }
        return conflicts
    }
}
