import AirlockCore

extension Orchestrator {
    /// Questions and jobs that are looked at when the program starts.
    private static let recoveryLimit = 100_000

    /// Puts right what an earlier process left when it died: answers that were not carried out, calls that were never
    /// settled, questions that lost their call, jobs that stood still. Called once, before anything else.
    /// - Returns: What was done, a line each, for the person who starts the program.
    public func recover() async throws -> [String] {
        try await withdrawOrphans()
        var lines = try await carryOutAnswers()
        var needed = try await neededByQuestions()
        let ids = try await hub.jobs(limit: Self.recoveryLimit)
        for id in ids {
            guard let job = try await hub.job(id) else { continue }
            needed.formUnion(job.snapshots)
            guard !job.status.isFinal else { continue }
            for (callID, base) in job.openCalls where background[id] == nil && background[callID] == nil {
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

    /// What somebody may still agree to, or has agreed to: its base, and the branch, which becomes a snapshot of its name.
    private func neededByQuestions() async throws -> Set<Snapshot> {
        var needed: Set<Snapshot> = []
        for state in [WaitingQuestion.State.waiting, .approved] {
            for question in try await parts.waitingRoom.list(state, limit: Self.recoveryLimit) {
                switch question.card?.question {
                case .keep(let branch, _): needed.formUnion([branch.base, Snapshot(id: branch.id)])
                case .run(let base): needed.insert(base)
                case .person, nil: break
                }
            }
        }
        return needed
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

    /// Previews that were never measured, and cards whose call's events stop before the card.
    private func withdrawOrphans() async throws {
        let now = parts.world.now()
        for question in try await parts.waitingRoom.list(.previewing, limit: Self.recoveryLimit) {
            try await parts.waitingRoom.withdraw(question.id, at: now)
        }
        for question in try await parts.waitingRoom.list(.waiting, limit: Self.recoveryLimit)
        where try await hub.job(question.jobID)?.openCalls[question.requestID] != nil {
            try await withdraw(question.id)
        }
    }

    /// Answers that were given, and that the program died over.
    private func carryOutAnswers() async throws -> [String] {
        var lines: [String] = []
        for state in [WaitingQuestion.State.approved, .rejected, .expired] {
            for question in try await parts.waitingRoom.list(state, limit: Self.recoveryLimit) {
                guard let card = question.card, let job = try await hub.job(question.jobID), !job.status.isFinal,
                    job.responses[question.requestID]?.status ?? .pending == .pending
                else { continue }
                if case .person = card.question { continue }
                let approval = Approval(card, granted: state == .approved)
                try await carryOut(question, approval, card)
                lines.append("the answer to \(question.id) (\(state.rawValue)) is carried out now")
            }
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
