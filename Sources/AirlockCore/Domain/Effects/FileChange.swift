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
    /// What was there; nil for an addition, and in records of before this was kept.
    public let before: FileState?

    public init(
        path: String, kind: Kind, type: FileType, mode: Int, size: Int, sha256: String?, before: FileState?
    ) {
        self.path = path
        self.kind = kind
        self.type = type
        self.mode = mode
        self.size = size
        self.sha256 = sha256
        self.before = before
    }
}

extension FileChange {
    /// - Parameters:
    ///   - before: What was there; nil for nothing.
    ///   - after: What is there; nil for nothing.
    /// - Returns: Nil if nothing was and nothing is.
    public init?(path: String, before: FileState?, after: FileState?) {
        guard let state = after ?? before else { return nil }
        self.init(
            path: path, kind: after == nil ? .deleted : before == nil ? .added : .changed, type: state.type,
            mode: after?.mode ?? 0, size: after?.size ?? 0, sha256: after?.sha256, before: before)
    }
}
