/// Where a job stands: a fold over its events, never stored by itself.
public struct Job: Sendable, Hashable, Identifiable {
    public enum Status: String, Sendable, Codable, CaseIterable {
        case planning, running, waiting, succeeded, failed, rejected, cancelled

        public var isFinal: Bool {
            switch self {
            case .planning, .running, .waiting: false
            case .succeeded, .failed, .rejected, .cancelled: true
            }
        }
    }

    public enum StepStatus: String, Sendable, Codable {
        case pending, running, waiting, succeeded, failed, rejected, skipped
    }

    /// One step of the plan and how far it came.
    public struct StepState: Sendable, Hashable {
        public let step: Step
        public internal(set) var status: StepStatus = .pending
        public internal(set) var callID: ToolCall.ID?
        public internal(set) var opinion: Opinion?
        public internal(set) var questionID: WaitingQuestion.ID?
        public internal(set) var before: Snapshot?
        public internal(set) var outcome: StepOutcome?
    }

    public let id: String
    public internal(set) var request: JobRequest?
    public internal(set) var status: Status = .planning
    public internal(set) var createdAt: Timestamp?
    public internal(set) var endedAt: Timestamp?
    public internal(set) var planned: PlannedTask?
    public internal(set) var steps: [StepState] = []
    /// The newest state of the job's files.
    public internal(set) var snapshot: Snapshot = .empty
    /// Every state of the files so far, oldest first, also those that were rolled back.
    public internal(set) var history: [SnapshotRecord] = []
    public internal(set) var sources: [Source] = []
    public internal(set) var findings: [Finding] = []
    public internal(set) var refusedFindings = 0
    public internal(set) var model: ModelProfile?
    public internal(set) var modelUses: [ModelUse] = []
    /// Every call that was made, also those of no step.
    public internal(set) var calls: [ToolCall.ID: ToolCall] = [:]
    public internal(set) var responses: [ToolCall.ID: ToolResponse] = [:]
    /// A call that was begun and not settled: what a crash leaves.
    public internal(set) var openCalls: [ToolCall.ID: Snapshot] = [:]
    public internal(set) var export: Export?
    public internal(set) var logFile: String?
    public internal(set) var logRange: ClosedRange<Int>?
    public internal(set) var summary = ""
    public internal(set) var lastSeq = 0
    /// What each kept call changed, by the snapshot that it made; of jobs with an envelope only.
    private var keptChanges: [Snapshot: [FileChange]] = [:]
    private var sealedChanges: [ToolCall.ID: [FileChange]] = [:]

    public init(id: String) { self.id = id }

    public init(id: String, events: [EventRecord]) {
        self.init(id: id)
        for record in events { apply(record) }
    }

    public var snapshots: [Snapshot] { history.map(\.snapshot) }

    /// What led from the job's beginning to the snapshot that it stands on; empty for a job without an envelope.
    public var files: JobFiles {
        var steps: [[FileChange]] = []
        var (at, left) = (snapshot, history.count)
        while left > 0, let changes = keptChanges[at], let record = history.last(where: { $0.snapshot == at }) {
            steps.append(changes)
            guard let parent = record.parent else { break }
            at = parent
            left -= 1
        }
        return steps.reversed().reduce(into: JobFiles()) { $0.apply($1) }
    }

    public var usage: Usage { modelUses.reduce(.zero) { $0 + $1.usage } }

    public mutating func apply(_ record: EventRecord) {
        lastSeq = record.seq
        switch record.event {
        case .created(let request, let base):
            self.request = request
            createdAt = record.time
            snapshot = base
            history = [SnapshotRecord(snapshot: base, parent: nil, madeAt: record.time, callID: nil, step: nil)]
        case .planned(let task):
            planned = task
            steps = task.plan.steps.map { StepState(step: $0) }
            status = .running
        case .modelChosen(let profile, _): model = profile
        case .modelAnswered(let use): modelUses.append(use)
        case .stored(let source):
            sources.removeAll { $0.sourceID == source.sourceID }
            sources.append(source)
        case .found(let new, let refused):
            findings += new.filter { !findings.contains($0) }
            refusedFindings += refused
        case .exported(let export): self.export = export
        case .rolledBack(_, let earlier): snapshot = earlier
        case .applied: break
        case .logged(let position):
            logFile = position.file
            logRange = (logRange?.lowerBound ?? position.seq)...position.seq
        case .ended(let status, let summary):
            self.status = status
            self.summary = summary
            endedAt = record.time
        case .retried:
            endedAt = nil
            status = planned == nil ? .planning : .running
            for index in steps.indices where steps[index].status != .succeeded {
                steps[index] = StepState(step: steps[index].step)
            }
        case .stepStarted(let number, let callID): begin(number, callID)
        case .stepFinished(let number, let outcome): finish(number, outcome)
        case .proposed, .judged, .trying, .sealed, .waiting, .answered, .promoted, .dropped, .responded:
            applyCall(record)
        }
    }

    private mutating func applyCall(_ record: EventRecord) {
        switch record.event {
        case .judged(let callID, let opinion): update(callID) { $0.opinion = opinion }
        case .trying(let callID, let base): openCalls[callID] = base
        case .waiting(let callID, let questionID):
            openCalls[callID] = nil
            update(callID) {
                $0.questionID = questionID
                $0.status = .waiting
            }
            if steps.contains(where: { $0.callID == callID }) { status = .waiting }
        case .answered(let approval, _):
            update(approval.callID) { $0.status = .running }
            if status == .waiting { status = .running }
        case .promoted(let callID, let new):
            openCalls[callID] = nil
            keptChanges[new] = sealedChanges.removeValue(forKey: callID)
            history.append(
                SnapshotRecord(
                    snapshot: new, parent: snapshot, madeAt: record.time, callID: callID,
                    step: steps.last { $0.callID == callID }?.step.number))
            snapshot = new
        case .dropped(let callID, _, _):
            openCalls[callID] = nil
            sealedChanges[callID] = nil
        case .responded(let response):
            openCalls[response.requestID] = nil
            responses[response.requestID] = response
        case .proposed(let call): calls[call.id] = call
        case .sealed(let callID, let branch):
            if request?.envelope != nil { sealedChanges[callID] = branch.effect.changes }
        case .created, .planned, .modelChosen, .modelAnswered, .stepStarted, .stored, .found, .stepFinished, .exported,
            .applied, .rolledBack, .logged, .ended, .retried:
            break
        }
    }

    private mutating func begin(_ number: Int, _ callID: ToolCall.ID) {
        guard steps.indices.contains(number - 1) else { return }
        steps[number - 1].status = .running
        steps[number - 1].callID = callID
        steps[number - 1].before = snapshot
        status = .running
    }

    private mutating func finish(_ number: Int, _ outcome: StepOutcome) {
        guard steps.indices.contains(number - 1) else { return }
        steps[number - 1].status = outcome.status
        steps[number - 1].outcome = outcome
    }

    private mutating func update(_ callID: ToolCall.ID, _ change: (inout StepState) -> Void) {
        guard let index = steps.lastIndex(where: { $0.callID == callID }) else { return }
        change(&steps[index])
    }
}
