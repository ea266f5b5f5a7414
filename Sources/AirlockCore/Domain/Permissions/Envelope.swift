/// What a job may do without being asked about it, and must be asked about beyond: bounds on measured effects, set when the
/// job begins.
public struct Envelope: Sendable, Hashable, Codable {
    public enum Deletes: String, Sendable, Codable, CaseIterable {
        case none
        /// Only what the job itself made.
        case own
        case any
    }

    /// Files and folders below these may be added, changed and, as ``deletes`` says, removed.
    public let writes: [WorkspacePath]
    /// Different files that all of the job's calls together may change.
    public let maxFiles: Int
    public let deletes: Deletes
    /// Whether a program may connect to anything.
    public let network: Bool
    /// Minutes from the job's beginning; after that nothing fits.
    public let minutes: Int

    public init(writes: [WorkspacePath], maxFiles: Int, deletes: Deletes, network: Bool, minutes: Int) {
        self.writes = writes
        self.maxFiles = maxFiles
        self.deletes = deletes
        self.network = network
        self.minutes = minutes
    }

    enum CodingKeys: String, CodingKey {
        case writes, deletes, network, minutes
        case maxFiles = "max_files"
    }

    /// Whether an outcome lies inside.
    public func fits(_ effect: MeasuredEffect, in state: JobState) -> Bool { objection(to: effect, in: state) == nil }

    /// Where the outcome leaves the envelope first; nil if it lies inside.
    func objection(to effect: MeasuredEffect, in state: JobState) -> String? {
        let elapsed = state.now.millisecondsSince1970 - state.startedAt.millisecondsSince1970
        guard elapsed >= 0, elapsed < Int64(minutes) * 60_000 else { return "its \(minutes) minutes are over" }
        for change in effect.changes {
            if let reason = objection(to: change, state.files) { return reason }
        }
        let files = effect.changes.filter { $0.type != .folder }.map(\.path)
        guard state.files.changed.union(files).count <= maxFiles else {
            return "more than \(maxFiles) files of the job are changed"
        }
        guard !network, let made = effect.connections.first(where: \.isAllowed) else { return nil }
        return "connected to \(made.host):\(made.port)"
    }

    private func objection(to change: FileChange, _ files: JobFiles) -> String? {
        guard let path = try? WorkspacePath(change.path) else {
            return "a change at \(change.path.prefix(200).debugDescription)"
        }
        let isOnTheWay = change.type == .folder && change.kind == .added && writes.contains { $0.isBelow(path) }
        guard isOnTheWay || writes.contains(where: path.isBelow) else { return "\(change.kind.rawValue) \"\(path)\"" }
        guard change.kind == .deleted else { return nil }
        return switch deletes {
        case .any: nil
        case .own: files.created.contains(change.path) ? nil : "deleted \"\(path)\", which the job didn't make"
        case .none: "deleted \"\(path)\""
        }
    }

    /// What an outcome is compared with besides.
    public struct JobState: Sendable, Hashable {
        public let files: JobFiles
        public let startedAt: Timestamp
        public let now: Timestamp

        public init(files: JobFiles, startedAt: Timestamp, now: Timestamp) {
            self.files = files
            self.startedAt = startedAt
            self.now = now
        }
    }
}

/// What a job's kept calls did to its files, up to the snapshot that it stands on.
public struct JobFiles: Sendable, Hashable {
    /// Paths that weren't there when the job began, or were removed in it, and that it made.
    public private(set) var created: Set<String> = []
    /// Paths of files, links and others, not of folders.
    public private(set) var changed: Set<String> = []

    public init() {}

    /// Takes in the next kept call's changes.
    public mutating func apply(_ changes: [FileChange]) {
        for change in changes {
            if change.type != .folder { changed.insert(change.path) }
            switch change.kind {
            case .added: created.insert(change.path)
            case .deleted: created.remove(change.path)
            case .changed: break
            }
        }
    }
}

extension MeasuredEffect {
    /// Of all runs, in order; empty also where nobody looked.
    public var connections: [ConnectionAttempt] {
        runs.flatMap { run -> [ConnectionAttempt] in
            guard case .observed(let activity) = run.activity else { return [] }
            return activity.connections
        }
    }

    /// Bytes of what was added or changed.
    public var bytes: Int { changes.reduce(0) { $0 + $1.size } }
}
