import AirlockCore

extension Orchestrator {
    /// Questions and jobs that are looked at when the program starts.
    private static let recoveryLimit = 100_000

    /// Puts right what an earlier process left when it died: answers that were not carried out, calls that were never
    /// settled, questions that lost their call, jobs that stood still. Called once, before anything else.
    /// - Returns: What was done, a line each, for the person who starts the program.
    public func recover() async throws -> [String] {
        try await withdrawPreviews()
        var lines = try await carryOutAnswers()
        var needed = try await parts.questions.needed()
        let ids = try await hub.jobs(limit: Self.recoveryLimit)
        for id in ids {
            guard let job = try await hub.job(id) else { continue }
            needed.formUnion(job.snapshots)
            guard !job.status.isFinal else { continue }
            for (callID, base) in job.openCalls where background[id] == nil && background[callID] == nil {
                // A card whose call's events stop before it: nobody was shown it.
                if let question = try await parts.questions.find(request: callID) { try await withdraw(question.id) }
                try await giveUp(callID, base, of: id)
                lines.append("call \(callID) was rolled back to snapshot \(base.id)")
            }
            guard !id.hasPrefix(Self.standingPrefix), background[id] == nil, try await !waits(job) else { continue }
            let summary = "interrupted: the program ended while the job ran (airlock jobs retry \(id))"
            try await hub.append(.ended(.failed, summary: summary), to: id)
            lines.append("job \(id) was interrupted; retry it with: airlock jobs retry \(id)")
        }
        guard ids.count < Self.recoveryLimit else { return lines + ["too many jobs to tell which layers they need"] }
        return lines + (await collect(keeping: needed))
    }

    /// Room that can't be made is no reason not to start.
    private func collect(keeping needed: Set<Snapshot>) async -> [String] {
        let budget = ByteCount(parts.layerBudget)
        do {
            let collection = try await parts.archive.collect(keeping: needed, budget: budget.bytes)
            var lines: [String] = []
            let (count, freed) = (collection.removed.count, ByteCount(collection.freedBytes))
            let left = ByteCount(collection.leftBytes)
            if count > 0 { lines.append("removed \(count) layers that no job needs: \(freed); \(left) are left") }
            if left.bytes > budget.bytes {
                lines.append(
                    "the layers take \(left), which is over sandbox.layer_budget (\(budget)): jobs need them all")
            }
            return lines
        } catch {
            return ["layers were not collected: \(AirlockError(error, otherwise: .backendFailed).message)"]
        }
    }

    /// Previews that were never measured.
    private func withdrawPreviews() async throws {
        let now = parts.world.now()
        for question in try await parts.waitingRoom.list(.previewing, limit: Self.recoveryLimit, after: nil) {
            try await parts.waitingRoom.withdraw(question.id, at: now)
        }
    }

    /// Answers that were given, and that the program died over.
    private func carryOutAnswers() async throws -> [String] {
        var lines: [String] = []
        for question in try await parts.questions.unfinished(limit: Self.recoveryLimit) {
            guard let card = question.card, let job = try await hub.job(question.jobID), !job.status.isFinal,
                job.responses[question.requestID]?.status ?? .pending == .pending
            else {
                try await parts.questions.finish(question.id)
                continue
            }
            lines.append("the answer to \(question.id) (\(question.state.rawValue)) is carried out now")
            guard case .person = card.question else {
                try await carryOut(question, Approval(card, granted: question.state == .approved), card)
                continue
            }
            try await respond(to: question)
        }
        return lines
    }

    private func giveUp(_ callID: ToolCall.ID, _ base: Snapshot, of job: Job.ID) async throws {
        try await hub.append(.dropped(callID: callID, backTo: base, reason: "the program ended"), to: job)
        let failure = Failure(.backendFailed, "the program ended while this ran", hint: "call again")
        let response = ToolResponse(requestID: callID, status: .error, error: failure)
        try await journal.responded(response, exitStatus: nil, snapshot: base, of: job)
    }

    /// Whether a question of the job is still open.
    private func waits(_ job: Job) async throws -> Bool {
        for step in job.steps where step.status == .waiting {
            guard let id = step.questionID else { continue }
            if try await parts.waitingRoom.find(id)?.state == .waiting { return true }
        }
        return false
    }
}
