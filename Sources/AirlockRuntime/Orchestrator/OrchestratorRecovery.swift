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
        for id in try await hub.jobs(limit: Self.recoveryLimit) {
            guard let job = try await hub.job(id), !job.status.isFinal else { continue }
            for (callID, base) in job.openCalls where background[id] == nil && background[callID] == nil {
                try await giveUp(callID, base, of: id)
                lines.append("call \(callID) was rolled back to snapshot \(base.id)")
            }
            guard !id.hasPrefix(Self.standingPrefix), background[id] == nil, try await !waits(job) else { continue }
            let summary = "interrupted: the program ended while the job ran (airlock jobs retry \(id))"
            try await hub.append(.ended(.failed, summary: summary), to: id)
            lines.append("job \(id) was interrupted; retry it with: airlock jobs retry \(id)")
        }
        return lines
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
