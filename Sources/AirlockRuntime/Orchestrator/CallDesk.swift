import AirlockCore

/// Takes tool calls through the gate, one after the other within a job, and writes their envelopes.
struct CallDesk: Sendable {
    let toolbox: Toolbox
    let pipeline: StepPipeline
    let journal: Journal
    let lanes: JobLanes
    let ledger: any QuestionLedger

    /// One call, from its arguments to its envelope. Every failure is an envelope with `status: error`.
    /// - Parameter prepare: Gives the call; evaluated in the lane.
    func perform(
        _ request: Orchestrator.CallRequest, id: String, job: Job.ID, role: Role,
        onPreview: @escaping @Sendable (WaitingQuestion) -> Void = { _ in }
    ) async throws -> ToolResponse {
        try await lanes.pass(job) {
            let known = try await journal.hub.job(job)
            let ticket = StepPipeline.Ticket(
                jobID: job, base: known?.snapshot ?? .empty, owner: request.owner, role: role, onPreview: onPreview)
            return try await answer(id, ticket) {
                let prepared = try toolbox.prepare(
                    id: id, tool: request.tool, arguments: request.arguments, asDangerous: request.asDangerous,
                    keepsOnFailure: request.keepsOnFailure, spans: request.spans)
                return try await pipeline.perform(prepared, ticket: ticket)
            }
        }
    }

    /// What follows from a person's answer, or from its absence (`.expired`).
    func settle(_ question: WaitingQuestion, _ approval: Approval, _ card: Card) async throws -> ToolResponse {
        try await lanes.pass(question.jobID) {
            let job = try await journal.hub.job(question.jobID)
            let isStep = job?.steps.contains { $0.callID == card.call.id } ?? false
            let ticket = StepPipeline.Ticket(
                jobID: question.jobID, base: job?.snapshot ?? .empty, owner: job?.request?.owner ?? "",
                role: isStep ? .planner : .user)
            let response = try await answer(card.call.id, ticket) {
                do {
                    return try await pipeline.resolve(approval, card, ticket: ticket)
                } catch let error as AirlockError where error.code == .rejected && question.state == .expired {
                    throw AirlockError(
                        .expired, "nobody answered in time", hint: "ask again, or raise approvals.timeout")
                }
            }
            try await sheltered { try await ledger.finish(question.id) }
            return response
        }
    }

    private func answer(
        _ id: String, _ ticket: StepPipeline.Ticket, _ work: @Sendable () async throws -> StepPipeline.Phase
    ) async throws -> ToolResponse {
        var snapshot = ticket.base
        var response: ToolResponse
        var exitStatus: Int?
        do {
            switch try await work() {
            case .done(let output, let now):
                snapshot = now
                exitStatus = Int(output.exitStatus)
                response = ToolResponse(id, output)
            case .waiting(let question):
                response = ToolResponse(requestID: id, status: .pending, approval: .init(id: question.id))
            }
        } catch {
            response = ToolResponse(
                requestID: id, status: .error, error: Failure(AirlockError(error, otherwise: .backendFailed)))
        }
        let (final, now, status) = (response, snapshot, exitStatus)
        try await sheltered {
            try await journal.responded(final, exitStatus: status, snapshot: now, of: ticket.jobID)
        }
        return response
    }
}

extension ToolResponse {
    /// The envelope of work that was done: `ok`, or `error` for a program that failed or a toolchain that is missing.
    init(_ requestID: String, _ output: ToolOutput) {
        let stopped = Failure(.commandFailed, "it ended with status \(output.exitStatus)")
        self.init(
            requestID: requestID, status: output.exitStatus == 0 && output.failure == nil ? .ok : .error,
            output: output.value, logs: output.logs, artifacts: output.artifacts,
            error: output.failure ?? (output.exitStatus == 0 ? nil : stopped))
    }
}
