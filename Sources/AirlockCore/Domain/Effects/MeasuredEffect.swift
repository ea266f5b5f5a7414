/// What a run really did, read from its branch and not from the tool's word.
public struct MeasuredEffect: Sendable, Hashable, Codable {
    /// Sorted by path; empty if nothing changed.
    public let changes: [FileChange]
    /// Programs that ran inside, with their ends, in order.
    public let runs: [ProgramRun]
    /// Lower-case hex SHA-256 of the canonical JSON of `changes`.
    public let digest: String

    public init(changes: [FileChange], runs: [ProgramRun], digest: String) {
        self.changes = changes
        self.runs = runs
        self.digest = digest
    }

    /// The same in terms that policy judges. A change at a path that isn't a legal workspace path can't be judged by
    /// its path: it is sensitive, so that somebody is asked.
    public var effects: [Effect] {
        changes.map { change in
            guard let path = try? WorkspacePath(change.path) else {
                return .sensitive("a change at \(change.path.prefix(200).debugDescription)")
            }
            return change.kind == .deleted ? .delete(path) : .write(path)
        }
    }
}

/// One path that a run added, changed or deleted.
public struct FileChange: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Codable { case added, changed, deleted }
    public enum FileType: String, Sendable, Codable { case file, folder, symlink, other }

    /// Relative to the workspace. Bytes that aren't UTF-8 are written `\xNN`.
    public let path: String
    public let kind: Kind
    /// What it is now, or was if deleted (`other` if unknown).
    public let type: FileType
    /// Permission bits, e.g. `0o644`; 0 for a deletion.
    public let mode: Int
    /// Bytes; 0 for folders and deletions.
    public let size: Int
    /// Lower-case hex, regular files only. For a symlink: of its target's bytes.
    public let sha256: String?

    public init(path: String, kind: Kind, type: FileType, mode: Int, size: Int, sha256: String?) {
        self.path = path
        self.kind = kind
        self.type = type
        self.mode = mode
        self.size = size
        self.sha256 = sha256
    }
}
