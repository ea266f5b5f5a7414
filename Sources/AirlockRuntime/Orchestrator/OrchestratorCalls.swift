public import AirlockCore

extension Orchestrator {
    /// How long a call may take before its caller is told to ask again, if a person must be asked.
    private static let previewPatience = Duration.seconds(10)

    private enum Stage: Sendable {
        case done(ToolResponse)
        case previewing(WaitingQuestion)
        case patienceEnded(WaitingQuestion)
    }

    /// Runs one call through the gate. Never throws: every failure is an envelope with `status: error`. The call goes on
    /// when the caller goes away; its outcome stays to be asked for.
    /// - Parameter wait: How long to wait for a person if it must be asked; `.zero` answers `pending` as soon as the
    ///   preview is measured, or after 10 s.
    public func call(_ request: CallRequest, wait: Duration) async -> ToolResponse {
        let id = request.requestID ?? parts.world.newID("req")
        let job: Job.ID
        do {
            job = try await place(request, id)
        } catch {
            return ToolResponse(
                requestID: id, status: .error, error: Failure(AirlockError(error, otherwise: .backendFailed)))
        }
        let (stages, continuation) = AsyncStream.makeStream(of: Stage.self)
        let desk = desk
        start(id) {
            let response: ToolResponse
            do {
                response = try await desk.perform(request, id: id, job: job, role: .user) {
                    continuation.yield(.previewing($0))
                }
            } catch {
                let failure = AirlockError(error, otherwise: .backendFailed)
                response = ToolResponse(requestID: id, status: .error, error: Failure(failure))
            }
            continuation.yield(.done(response))
            continuation.finish()
        }
        let response = await first(of: stages, continuation, id)
        guard response.status == .pending, wait > .zero else { return response }
        return await outcome(of: id, job, within: wait) ?? response
    }

    private func first(
        of stages: AsyncStream<Stage>, _ continuation: AsyncStream<Stage>.Continuation, _ id: String
    ) async -> ToolResponse {
        for await stage in stages {
            switch stage {
            case .done(let response): return response
            case .previewing(let question):
                Task {
                    try? await Task.sleep(for: Self.previewPatience)
                    continuation.yield(.patienceEnded(question))
                }
            case .patienceEnded(let question):
                return ToolResponse(requestID: id, status: .pending, approval: .init(id: question.id))
            }
        }
        return ToolResponse(requestID: id, status: .error, error: Failure(.cancelled, "cancelled"))
    }

    /// Checks where the call belongs and claims its id. Whether the caller may use the job is the server's to check.
    private func place(_ request: CallRequest, _ id: String) async throws -> Job.ID {
        if let job = request.jobID {
            guard let found = try await hub.job(job) else { throw AirlockError(.notFound, "no job \(job)") }
            guard !found.status.isFinal else {
                throw AirlockError(
                    .conflict, "the job \(job) has ended: \(found.status.rawValue)", hint: "call without job_id")
            }
            try await parts.requests.claim(id, for: job)
            return job
        }
        let job = try await standingJob(of: request.owner)
        try await parts.requests.claim(id, for: job)
        return job
    }

    private func outcome(of id: String, _ job: Job.ID, within wait: Duration) async -> ToolResponse? {
        let updates = await hub.follow(job, after: 0)
        return await withTaskGroup(of: ToolResponse?.self) { group in
            group.addTask {
                do {
                    for try await case .event(let record) in updates {
                        if case .responded(let response) = record.event, response.requestID == id,
                            response.status != .pending
                        {
                            return response
                        }
                    }
                } catch {}
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: wait)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    /// The newest envelope of a request; `pending` while it runs or waits. Nil for an unknown id, or another owner's.
    public func response(_ requestID: String, owner: String?) async throws -> ToolResponse? {
        guard let id = try await parts.requests.job(of: requestID), let job = try await hub.job(id) else { return nil }
        if let owner, job.request?.owner != owner { return nil }
        return job.responses[requestID] ?? ToolResponse(requestID: requestID, status: .pending)
    }

    /// What would answer at present; starts it if need be.
    /// - Throws: `.unavailable`.
    public func profile() async throws -> ModelProfile {
        guard let model = parts.model else {
            throw AirlockError(.unavailable, "no model is configured", hint: "see model.providers in config.yaml")
        }
        return try await model.profile()
    }

    /// `POST /llm` and the gateway. If a schema constrains the request, the answer fits it; a call of a tool fits the tool's.
    /// Every try is logged.
    /// - Throws: `.unavailable`, `.backendFailed`, `.invalidRequest` for a schema that can't be used.
    public func answer(
        _ request: ModelRequest, owner: String, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        guard let model = parts.model else {
            throw AirlockError(.unavailable, "no model is configured", hint: "see model.providers in config.yaml")
        }
        let logged = JobModel(model, jobID: try await standingJob(of: owner), journal: journal)
        let answers =
            if case .schema(let schema) = request.constraint {
                try await logged.answerJSON(request, schema: schema, onText: onText).answers
            } else {
                try await logged.answerOrCall(request, onText: onText)
            }
        guard let answer = answers.last else {
            throw AirlockError(.backendFailed, "the model gave no answer")
        }
        return answer
    }
}
