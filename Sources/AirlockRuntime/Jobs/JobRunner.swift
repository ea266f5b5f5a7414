import AirlockCore

/// Carries a job from its task to its end, or to the next question. Everything it knows it reads from the events, so any
/// later process can go on where this one stopped.
struct JobRunner: Sendable {
    let planning: PlanningOptions
    let model: (any LanguageModel)?
    let desk: CallDesk
    let research: ResearchSteps
    let requests: any RequestIndex
    let exporter: any Exporter
    /// Absolute host folder that holds one folder a job.
    let exports: String
    let journal: Journal

    /// Returns when the job ended or waits for a person.
    func advance(_ id: Job.ID) async throws {
        do {
            if try await !planned(id) { return }
            try await runSteps(of: id)
        } catch {
            try await fail(id, error)
        }
    }

    private func fail(_ id: Job.ID, _ error: any Error) async throws {
        let error = AirlockError(error, otherwise: .backendFailed)
        try await end(id, error.code == .cancelled ? .cancelled : .failed, ReportSummary.failure(error))
    }

    /// Goes on when a question of a step was settled; nothing follows for a direct call.
    func goOn(after response: ToolResponse, question: WaitingQuestion) async throws {
        guard let job = try await journal.hub.job(question.jobID), !job.status.isFinal,
            let state = job.steps.first(where: { $0.callID == question.requestID && !$0.isSettled })
        else { return }
        do {
            if response.error?.code == .cancelled { throw CancellationError() }
            guard let outcome = try await outcome(of: response, since: question.createdAt, job.id) else { return }
            try await journal.record(.stepFinished(state.step.number, outcome), of: job.id)
            switch outcome.status {
            case .rejected: try await end(job.id, .rejected, outcome.error?.message ?? "")
            case .failed: try await finish(job.id)
            case .pending, .running, .waiting, .succeeded, .skipped: try await advance(job.id)
            }
        } catch {
            try await fail(job.id, error)
        }
    }

    /// - Returns: Whether there are steps to run.
    private func planned(_ id: Job.ID) async throws -> Bool {
        guard let job = try await journal.hub.job(id), let request = job.request else { return false }
        if job.planned == nil { try await plan(request, id) }
        guard let made = try await journal.hub.job(id)?.planned else { return false }
        if made.plan.steps.isEmpty {
            try await end(id, PlanExplanation.isAnswer(made.plan.explain) ? .succeeded : .failed, made.plan.explain)
            return false
        }
        guard request.outputFormat == .report else {
            try await end(id, .succeeded, made.plan.explain)
            return false
        }
        return true
    }

    private func plan(_ request: JobRequest, _ id: Job.ID) async throws {
        let jobModel = model.map { JobModel($0, jobID: id, journal: journal) }
        await journal.hub.progress("starting the model", of: id)
        let (profile, problem) = await profile(of: jobModel)
        try Task.checkCancellation()
        try await journal.record(.modelChosen(profile, problem: problem), of: id)
        let planner = Planner(
            model: profile == nil ? nil : jobModel, actions: planning.actions, templates: planning.templates,
            allowedPrograms: planning.allowedPrograms)
        let hub = journal.hub
        let made = try await planner.plan(request) { text in Task { await hub.progress(text, of: id) } }
        try await journal.record(.planned(made), of: id)
    }

    /// Without a model the job goes on by keywords and ranks; the person is told why.
    private func profile(of model: (any LanguageModel)?) async -> (ModelProfile?, problem: String?) {
        guard let model else { return (nil, "no model is configured or fetched") }
        do {
            return (try await model.profile(), nil)
        } catch {
            return (nil, ReportSummary.failure(AirlockError(error, otherwise: .backendFailed)))
        }
    }

    private func runSteps(of id: Job.ID) async throws {
        while let job = try await journal.hub.job(id), !job.status.isFinal {
            guard let next = job.steps.first(where: { !$0.isSettled }) else { break }
            if next.status == .waiting { return }
            try Task.checkCancellation()
            if let failed = references(in: job).failedStep(in: next.step.params) {
                try await skip(next, because: failed, of: job)
                continue
            }
            guard let outcome = try await run(next, of: job) else { return }
            try await journal.record(.stepFinished(next.step.number, outcome), of: id)
            if outcome.status == .rejected { return try await end(id, .rejected, outcome.error?.message ?? "") }
            if outcome.status == .failed, !next.isResearch { break }
        }
        try await finish(id)
    }

    /// A step that stands on one that failed is not tried; the others go on.
    private func skip(_ state: Job.StepState, because failed: Int, of job: Job) async throws {
        let outcome = StepOutcome(
            status: .skipped, output: .null, error: Failure(.notFound, "step \(failed) gave nothing to go on with"),
            exitStatus: 0, snapshot: job.snapshot, milliseconds: 0)
        try await journal.record(.stepFinished(state.step.number, outcome), of: job.id)
    }

    /// - Returns: Nil if the step waits for a person.
    private func run(_ state: Job.StepState, of job: Job) async throws -> StepOutcome? {
        let start = journal.world.now()
        let requestID = journal.world.newID("req")
        try await requests.claim(requestID, for: job.id)
        try await journal.record(.stepStarted(state.step.number, callID: requestID), of: job.id)
        let response: ToolResponse
        do {
            let resolved = try references(in: job).resolve(state.step.params)
            response = try await respond(to: state.step.action, resolved, requestID, job)
        } catch {
            let error = AirlockError(error, otherwise: .backendFailed)
            if error.code == .cancelled { throw error }
            response = ToolResponse(requestID: requestID, status: .error, error: Failure(error))
        }
        if response.error?.code == .cancelled { throw CancellationError() }
        return try await outcome(of: response, since: start, job.id)
    }

    private func references(in job: Job) -> StepReferences { StepReferences(job.steps, specs: desk.toolbox.specs) }

    /// What a finished call means for its step; nil while it waits.
    func outcome(of response: ToolResponse, since start: Timestamp, _ id: Job.ID) async throws -> StepOutcome? {
        let status: Job.StepStatus
        switch response.status {
        case .pending: return nil
        case .ok: status = .succeeded
        case .error:
            status = response.error?.code == .rejected || response.error?.code == .expired ? .rejected : .failed
        }
        let elapsed = journal.world.now().millisecondsSince1970 - start.millisecondsSince1970
        return StepOutcome(
            status: status, output: response.output, error: response.error, exitStatus: response.exitStatus,
            snapshot: try await journal.hub.job(id)?.snapshot ?? .empty, milliseconds: Int(elapsed))
    }

    private func respond(
        to action: String, _ resolved: StepReferences.Resolved, _ requestID: String, _ job: Job
    ) async throws -> ToolResponse {
        let params = resolved.value
        let output: ToolOutput
        switch action {
        case "read_source": output = try await research.readSources(params, of: job.id)
        case "find_facts":
            let jobModel = job.model == nil ? nil : model.map { JobModel($0, jobID: job.id, journal: journal) }
            output = try await research.findFacts(params, model: jobModel, of: job.id)
        case "report": output = ToolOutput([:])
        default:
            let request = Orchestrator.CallRequest(
                requestID: requestID, tool: action, arguments: params, jobID: job.id,
                owner: job.request?.owner ?? "", asDangerous: false, keepsOnFailure: false,
                spans: resolved.spans)
            return try await desk.perform(request, id: requestID, job: job.id, role: .planner)
        }
        let response = ToolResponse(requestID, output)
        try await journal.responded(response, exitStatus: 0, snapshot: job.snapshot, of: job.id)
        return response
    }

    private func finish(_ id: Job.ID) async throws {
        guard let job = try await journal.hub.job(id), !job.status.isFinal else { return }
        if job.snapshots.first != job.snapshot {
            await journal.hub.progress("exporting", of: id)
            try await journal.record(.exported(try await export(job)), of: id)
        }
        guard let last = try await journal.hub.job(id) else { return }
        let failed = last.steps.contains { $0.outcome?.status == .failed }
        try await end(id, failed ? .failed : .succeeded, ReportSummary.of(last))
    }

    /// A job that was exported before, e.g. when it failed, gets a folder beside the first.
    func export(_ job: Job) async throws -> Export {
        let again = "\(exports)/\(job.id)-\(job.lastSeq)"
        guard job.export == nil else { return try await exporter.export(job.snapshot, to: again) }
        do {
            return try await exporter.export(job.snapshot, to: "\(exports)/\(job.id)")
        } catch let error as AirlockError where error.code == .conflict {
            return try await exporter.export(job.snapshot, to: again)
        }
    }

    private func end(_ id: Job.ID, _ status: Job.Status, _ summary: String) async throws {
        let journal = journal
        try await sheltered {
            guard let job = try await journal.hub.job(id), !job.status.isFinal else { return }
            try await journal.record(.ended(status, summary: summary), of: id)
        }
    }
}

extension Job.StepState {
    /// Whether nothing more is to be done for it.
    var isSettled: Bool {
        switch status {
        case .succeeded, .failed, .rejected, .skipped: true
        case .pending, .running, .waiting: false
        }
    }

    /// Steps whose failure leaves the rest of the plan possible.
    var isResearch: Bool { ["browser_search", "read_source", "find_facts"].contains(step.action) }
}

extension ToolResponse {
    var exitStatus: Int { status == .ok ? 0 : output["exit_code"]?.integer ?? 1 }
}
