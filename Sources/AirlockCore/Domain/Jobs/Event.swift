/// One fact about a job. Job state and report are folds over these.
public enum Event: Sendable, Hashable, Codable {
    case created(JobRequest, base: Snapshot)
    /// Which model is going to plan and read; nil if none answers, with the reason.
    case modelChosen(ModelProfile?, problem: String?)
    case modelAnswered(ModelUse)
    case planned(PlannedTask)
    case stepStarted(Int, callID: ToolCall.ID)

    case proposed(ToolCall)
    case judged(callID: ToolCall.ID, Opinion)
    case trying(callID: ToolCall.ID, on: Snapshot)
    case sealed(callID: ToolCall.ID, SealedBranch)
    case waiting(callID: ToolCall.ID, questionID: WaitingQuestion.ID)
    case answered(Approval, questionID: WaitingQuestion.ID)
    case promoted(callID: ToolCall.ID, to: Snapshot)
    case dropped(callID: ToolCall.ID, backTo: Snapshot, reason: String)
    case responded(ToolResponse)

    case stored(Source)
    /// `refused` counts findings whose quote was not found in its source.
    case found([Finding], refused: Int)
    case stepFinished(Int, StepOutcome)
    case exported(Export)
    /// What changed was brought into an existing host folder; `files` counts what was written or removed there.
    case applied(folder: String, Snapshot, files: Int)
    /// A person made an earlier snapshot the job's files again. Both stay in its list.
    case rolledBack(from: Snapshot, to: Snapshot)
    case logged(AuditPosition)
    case ended(Job.Status, summary: String)
    /// A job that had ended goes on from its first step that did not succeed.
    case retried
}

/// How a step ended.
public struct StepOutcome: Sendable, Hashable, Codable {
    public let status: Job.StepStatus
    public let output: JSONValue
    public let error: Failure?
    public let exitStatus: Int
    public let snapshot: Snapshot
    public let milliseconds: Int

    public init(
        status: Job.StepStatus, output: JSONValue, error: Failure?, exitStatus: Int, snapshot: Snapshot,
        milliseconds: Int
    ) {
        self.status = status
        self.output = output
        self.error = error
        self.exitStatus = exitStatus
        self.snapshot = snapshot
        self.milliseconds = milliseconds
    }
}
