public import AirlockCore

/// Writes what happens to a job, twice: as an event (what state and report are folded from) and as a line of the audit log.
public struct Journal: Sendable {
    public let hub: EventHub
    private let audit: any AuditLog
    public let world: World

    public init(hub: EventHub, audit: any AuditLog, world: World) {
        self.hub = hub
        self.audit = audit
        self.world = world
    }

    public func record(_ event: Event, of job: Job.ID) async throws { try await hub.append(event, to: job) }

    /// Before the effect: what was asked for and what policy says.
    func judged(_ call: ToolCall, _ opinion: Opinion, on base: Snapshot, of job: Job.ID) async throws {
        try await hub.append(.judged(callID: call.id, opinion), to: job)
        let action: JSONValue = [
            "action": .string(call.tool), "params": call.arguments, "decision": .string(opinion.decision.rawValue),
            "rule": .string(opinion.rule), "reason": .string(opinion.reason),
        ]
        try await write(
            AuditRecord(
                timestamp: world.now(), requestID: call.id, jobID: job, actions: [action], snapshotID: base.id), job)
    }

    /// A card is about to be shown. The log names it as people do, by the first characters of its hash.
    func asked(_ card: Card, questionID: WaitingQuestion.ID, of job: Job.ID) async throws {
        let action: JSONValue = [
            "action": "approval",
            "params": ["id": .string(questionID), "hash": .string(card.shortHash), "tool": .string(card.call.tool)],
            "decision": .string(card.opinion.decision.rawValue), "rule": .string(card.opinion.rule),
            "reason": .string(card.opinion.reason),
        ]
        try await write(
            AuditRecord(timestamp: world.now(), requestID: card.call.id, jobID: job, actions: [action]), job)
    }

    /// A card was answered, or its time ended.
    func answered(_ card: Card, by answer: Approval, as state: WaitingQuestion.State, _ question: WaitingQuestion)
        async throws
    {
        try await hub.append(.answered(answer, questionID: question.id), to: question.jobID)
        let action: JSONValue = [
            "action": "approval",
            "params": [
                "id": .string(question.id), "hash": .string(card.shortHash), "tool": .string(card.call.tool),
                "comment": answer.comment.map(JSONValue.string) ?? .null,
            ],
            "decision": .string(state.rawValue),
        ]
        try await write(
            AuditRecord(
                timestamp: world.now(), requestID: card.call.id, jobID: question.jobID, actions: [action]),
            question.jobID)
    }

    /// After it: the envelope, and the snapshot that the job now has.
    func responded(
        _ response: ToolResponse, exitStatus: Int?, snapshot: Snapshot, of job: Job.ID
    ) async throws {
        let envelope = try JSONValue(encoding: response)
        try await write(
            AuditRecord(
                timestamp: world.now(), requestID: response.requestID, jobID: job, toolResponses: [envelope],
                snapshotID: snapshot.id, exitStatus: exitStatus), job)
        try await hub.append(.responded(response), to: job)
    }

    /// One answered model request. Nothing of the prompt is written but its hash.
    func answered(_ use: ModelUse, requestID: String, of job: Job.ID) async throws {
        var params: [String: JSONValue] = [
            "purpose": .string(use.purpose), "provider": .string(use.provider),
            "usage": try JSONValue(encoding: use.usage),
        ]
        if let circumstances = use.circumstances { params["circumstances"] = try JSONValue(encoding: circumstances) }
        let action: JSONValue = ["action": "llm", "params": .object(params)]
        try await write(
            AuditRecord(
                timestamp: world.now(), requestID: requestID, jobID: job, modelID: use.modelID,
                promptHash: use.promptHash, actions: [action], exitStatus: 0, seed: use.seed), job)
        try await hub.append(.modelAnswered(use), to: job)
    }

    /// What a person does with a job's files: a line before it, and one after it that says how it ended.
    func steered<Outcome: Sendable>(
        _ action: String, _ params: JSONValue, on base: Snapshot, of job: Job.ID,
        _ work: @Sendable () async throws -> Outcome
    ) async throws -> Outcome {
        let id = world.newID("req")
        let asked: JSONValue = ["action": .string(action), "params": params]
        try await write(
            AuditRecord(timestamp: world.now(), requestID: id, jobID: job, actions: [asked], snapshotID: base.id), job)
        do {
            let outcome = try await work()
            try await settled(ToolResponse(requestID: id, status: .ok), of: job)
            return outcome
        } catch {
            let failure = Failure(AirlockError(error, otherwise: .backendFailed))
            try await settled(ToolResponse(requestID: id, status: .error, error: failure), of: job)
            throw error
        }
    }

    private func settled(_ response: ToolResponse, of job: Job.ID) async throws {
        try await write(
            AuditRecord(
                timestamp: world.now(), requestID: response.requestID, jobID: job,
                toolResponses: [try JSONValue(encoding: response)], snapshotID: try await hub.job(job)?.snapshot.id,
                exitStatus: response.status == .ok ? 0 : 1), job)
    }

    private func write(_ record: AuditRecord, _ job: Job.ID) async throws {
        let position = try await audit.append(record)
        try await hub.append(.logged(position), to: job)
    }
}
