/// One state of a job's files, and what made it.
public struct SnapshotRecord: Sendable, Hashable, Identifiable {
    public let snapshot: Snapshot
    /// What the job's files were before; nil for what it began with.
    public let parent: Snapshot?
    public let madeAt: Timestamp
    /// Nil for what the job began with.
    public let callID: ToolCall.ID?
    /// Nil for a call that belongs to no step of the plan.
    public let step: Int?

    public init(snapshot: Snapshot, parent: Snapshot?, madeAt: Timestamp, callID: ToolCall.ID?, step: Int?) {
        self.snapshot = snapshot
        self.parent = parent
        self.madeAt = madeAt
        self.callID = callID
        self.step = step
    }

    public var id: Snapshot.ID { snapshot.id }
}
