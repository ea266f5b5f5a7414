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
