/// What stands at one path.
public struct FileState: Sendable, Hashable, Codable {
    public let type: FileChange.FileType
    /// Permission bits; 0 for a symlink.
    public let mode: Int
    /// Bytes; of a symlink's target; 0 for folders and others.
    public let size: Int
    /// Lower-case hex, of a regular file's bytes or a symlink's target; nil also for a file too large to be read.
    public let sha256: String?

    public init(type: FileChange.FileType, mode: Int, size: Int, sha256: String?) {
        self.type = type
        self.mode = mode
        self.size = size
        self.sha256 = sha256
    }
}
