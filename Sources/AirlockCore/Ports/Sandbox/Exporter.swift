/// Takes a job's files out to the host.
public protocol Exporter: Sendable {
    /// Copies a snapshot into a new or empty host folder: regular files and folders only, owned by the caller, modes
    /// masked to 0755/0644. Each git repository is bundled, checked and cloned anew in a clean sandbox, and that clone
    /// is copied in its place. The folder appears whole or not at all; what a crash left is removed at the next export there.
    /// - Throws: `.conflict` if the folder isn't empty, `.notFound` for an unknown snapshot, `.unavailable`, `.backendFailed`.
    func export(_ snapshot: Snapshot, to folder: String) async throws -> Export

    /// Brings what changed from `base` to `snapshot` into an existing host folder, e.g. the one that `base` was imported from.
    /// Regular files and folders only, resolved beneath the folder, modes masked; nothing named `.git` is touched. Each file
    /// is replaced as a whole. A host file that is neither as in `base` nor as in `snapshot` is a conflict, and then nothing is written.
    /// - Parameter isTrial: Only says what would be done.
    /// - Throws: `.conflict` that names the first paths (not if `isTrial`), `.notFound`, `.backendFailed`.
    func apply(_ snapshot: Snapshot, since base: Snapshot, to folder: String, isTrial: Bool) async throws
        -> AppliedExport
}

/// What an export into an existing folder did, or would do.
public struct AppliedExport: Sendable, Hashable, Codable {
    /// Absolute.
    public let folder: String
    /// Written, or to be written; those that the host has already are left out.
    public let changes: [FileChange]
    /// Paths that the host changed too.
    public let conflicts: [String]
    /// Paths that are left behind (symlinks, devices, `.git` …).
    public let skipped: [String]
    public let isApplied: Bool

    public init(folder: String, changes: [FileChange], conflicts: [String], skipped: [String], isApplied: Bool) {
        self.folder = folder
        self.changes = changes
        self.conflicts = conflicts
        self.skipped = skipped
        self.isApplied = isApplied
    }
}

public struct Export: Sendable, Hashable, Codable {
    /// A git repository that was cloned out.
    public struct Repository: Sendable, Hashable, Codable {
        /// Relative to the workspace.
        public let path: String
        /// Hex; nil for a repository without a commit, whose files are copied as plain files.
        public let commitHash: String?
        public let branch: String?

        public init(path: String, commitHash: String?, branch: String?) {
            self.path = path
            self.commitHash = commitHash
            self.branch = branch
        }
    }

    /// Absolute.
    public let folder: String
    public let files: Int
    public let repositories: [Repository]
    /// Paths that were left behind (symlinks, devices, FIFOs …).
    public let skipped: [String]

    public init(folder: String, files: Int, repositories: [Repository], skipped: [String]) {
        self.folder = folder
        self.files = files
        self.repositories = repositories
        self.skipped = skipped
    }
}

/// Shows what a branch would change.
public protocol BranchInspector: Sendable {
    /// Unified diff of text files, one line each for the others; cut at `limit` bytes with a line that says how much is left out.
    /// - Throws: `.notFound` for a branch that was promoted or dropped.
    func diff(of branch: SealedBranch, limit: Int) async throws -> String
}
