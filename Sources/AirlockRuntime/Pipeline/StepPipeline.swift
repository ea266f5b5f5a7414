public import AirlockCore

/// Carries one call from proposal to a kept or forgotten outcome:
/// judge → try out → measure → judge → keep | wait | drop.
///
/// A step that waits for a person is a value in the waiting room, so it survives a restart: ``resolve(_:_:ticket:)`` goes
/// on from there in any later process.
public struct StepPipeline: Sendable {
    /// Where a step stands when the pipeline lets go of it.
    public enum Phase: Sendable, Hashable {
        /// The job's files are those of the snapshot: a new one if the outcome was kept, else the one before.
        case done(ToolOutput, Snapshot)
        case waiting(WaitingQuestion)
    }

    /// Whose call it is, and what it stands on.
    public struct Ticket: Sendable {
        public let jobID: Job.ID
        public let base: Snapshot
        /// Name of the token that the job belongs to.
        public let owner: String
        public let role: Role
        /// Called once a question is known that the call will have to wait for, before its preview is measured.
        public let onPreview: @Sendable (WaitingQuestion) -> Void

        public init(
            jobID: Job.ID, base: Snapshot, owner: String, role: Role,
            onPreview: @escaping @Sendable (WaitingQuestion) -> Void = { _ in }
        ) {
            self.jobID = jobID
            self.base = base
            self.owner = owner
            self.role = role
            self.onPreview = onPreview
        }
    }

    private let toolbox: Toolbox
    private let policy: Policy
    private let permits: Permits
    private let environment: String
    private let sandbox: any Sandbox
    private let waitingRoom: any WaitingRoom
    private let journal: Journal
    private let patienceSeconds: Int

    /// - Parameters:
    ///   - environment: Digest of what programs run in; cards bind to it.
    ///   - patienceSeconds: How long a person has to answer.
    public init(
        toolbox: Toolbox, policy: Policy, permits: Permits, environment: String, sandbox: any Sandbox,
        waitingRoom: any WaitingRoom, journal: Journal, patienceSeconds: Int
    ) {
        self.toolbox = toolbox
        self.policy = policy
        self.permits = permits
        self.environment = environment
        self.sandbox = sandbox
        self.waitingRoom = waitingRoom
        self.journal = journal
        self.patienceSeconds = patienceSeconds
    }

    /// Takes a call as far as it goes without a person. If it throws, the job's files are those of the ticket's base.
    /// - Throws: `.denied` naming the rule, `.cancelled`, or what the tool or the sandbox threw.
    public func perform(_ prepared: PreparedCall, ticket: Ticket) async throws -> Phase {
        let call = prepared.call
        try await journal.record(.proposed(call.withoutToken), of: ticket.jobID)
        var circumstances = try await circumstances(of: call, ticket)
        var verdict = policy.judge(prepared, in: circumstances)
        if let permission = verdict.permission, verdict.decision == .allow,
            try await !permits.spend(permission, at: journal.world.now())
        {
            circumstances.lease = nil
            verdict = policy.judge(prepared, in: circumstances)
        }
        try await journal.judged(call, verdict.opinion, on: ticket.base, of: ticket.jobID)
        var question = question(for: call, ticket)
        guard let trial = try verdict.tryOut() else {
            let preview = try await preview(of: verdict, ticket)
            return try await wait(
                &question, verdict.card(.run(on: ticket.base, preview: preview), environment: environment))
        }
        let run = Run(verdict: verdict, circumstances: circumstances, floor: verdict.opinion, shown: nil)
        guard verdict.decision == .ask else { return try await settle(trial, run, ticket, question) }
        try await waitingRoom.put(question)
        ticket.onPreview(question)
        do {
            return try await settle(trial, run, ticket, question)
        } catch {
            try await withdraw(question)
            throw error
        }
    }

    /// Goes on with a question that was just settled. What it opens is what the card showed; if files, policy or environment
    /// are others since, it is measured and asked anew.
    /// - Throws: `.rejected`, `.conflict`, or what the tool or the sandbox threw; the branch is dropped then.
    public func resolve(_ approval: Approval, _ card: Card, ticket: Ticket) async throws -> Phase {
        let isCurrent = card.isCurrent(on: ticket.base, under: policy.version, in: environment)
        switch card.question {
        case .keep(let branch, let output):
            do {
                let promotion = try approval.authorize(card)
                guard isCurrent else {
                    let reason = "files, policy or environment changed since it was shown"
                    try await drop(branch, of: card.call, ticket, because: reason)
                    return try await perform(try toolbox.prepare(again: card.call), ticket: ticket)
                }
                return .done(output, try await keep(promotion, of: card.call, ticket))
            } catch {
                try await drop(
                    branch, of: card.call, ticket, because: AirlockError(error, otherwise: .backendFailed).message)
                throw error
            }
        case .run:
            let prepared = try toolbox.prepare(again: card.call)
            guard isCurrent || !approval.granted else { return try await perform(prepared, ticket: ticket) }
            let circumstances = try await circumstances(of: card.call, ticket)
            let verdict = policy.judge(prepared, in: circumstances)
            let trial = try verdict.tryOut(approvedBy: approval, to: card)
            let floor = Opinion(.allow, rule: "allow.approved", reason: "a person approved it")
            let run = Run(verdict: verdict, circumstances: circumstances, floor: floor, shown: card)
            return try await settle(trial, run, ticket, question(for: card.call, ticket))
        case .person:
            throw AirlockError(.conflict, "nothing runs on the answer to \(card.call.id)")
        }
    }

    /// What a call that runs only after a yes says of itself beforehand. Its branch is dropped.
    private func preview(of verdict: Verdict, _ ticket: Ticket) async throws -> CallPreview? {
        guard let look = verdict.look() else { return nil }
        let (output, branch) = try await sandbox.tryOut(look, on: ticket.base)
        try await sheltered { await sandbox.drop(branch.id) }
        return output.value == .null ? nil : try output.value.decode(CallPreview.self)
    }

    /// One trial, with what let it run.
    private struct Run: Sendable {
        let verdict: Verdict
        let circumstances: Circumstances
        let floor: Opinion
        /// What a person saw and agreed to before it ran.
        let shown: Card?
    }

    private func settle(
        _ trial: consuming Trial, _ run: Run, _ ticket: Ticket, _ question: WaitingQuestion
    ) async throws -> Phase {
        let call = run.verdict.call
        try await journal.record(.trying(callID: call.id, on: ticket.base), of: ticket.jobID)
        let (output, branch) = try await sandbox.tryOut(trial, on: ticket.base)
        do {
            // After it ran: what a crash leaves uncounted is asked about once more, not once less.
            try await permits.ran(call)
            try Task.checkCancellation()
            try await journal.record(.sealed(callID: call.id, branch), of: ticket.jobID)
            guard output.exitStatus == 0 || call.keepsOnFailure else {
                try await drop(branch, of: call, ticket, because: "status \(output.exitStatus)")
                try await withdraw(question)
                return .done(output, ticket.base)
            }
            return try await judge(branch, output, run, ticket, question)
        } catch {
            try await drop(branch, of: call, ticket, because: AirlockError(error, otherwise: .backendFailed).message)
            throw error
        }
    }

    /// What becomes of a measured outcome.
    private func judge(
        _ branch: SealedBranch, _ output: ToolOutput, _ run: Run, _ ticket: Ticket, _ question: WaitingQuestion
    ) async throws -> Phase {
        let call = run.verdict.call
        let judged = policy.judge(branch, of: call, floor: run.floor, shown: run.shown, in: run.circumstances)
        if judged.opinion != run.floor {
            try await journal.judged(call, judged.opinion, on: ticket.base, of: ticket.jobID)
        }
        guard let promotion = try judged.authorize() else {
            var asked = question
            return try await wait(
                &asked,
                run.verdict.card(.keep(branch, output), because: judged.opinion, environment: environment))
        }
        if case .lease? = run.verdict.permission, let lease = run.circumstances.lease {
            try await permits.charge(branch.effect, to: lease, at: journal.world.now())
        }
        let snapshot = try await keep(promotion, of: call, ticket)
        // Its preview had a question open that an envelope answered.
        if run.verdict.decision == .ask, run.shown == nil { try await withdraw(question) }
        return .done(output, snapshot)
    }

    private func circumstances(of call: ToolCall, _ ticket: Ticket) async throws -> Circumstances {
        do {
            return try await permits.circumstances(
                of: call, ticket: ticket, job: try await journal.hub.job(ticket.jobID), at: journal.world.now())
        } catch let error as AirlockError where error.code == .forbidden || error.code == .expired {
            let opinion = Opinion(.deny, rule: "deny.whitelist-token", reason: error.message)
            try await journal.judged(call, opinion, on: ticket.base, of: ticket.jobID)
            throw error
        }
    }

    private func question(for call: ToolCall, _ ticket: Ticket) -> WaitingQuestion {
        let now = journal.world.now()
        return WaitingQuestion(
            id: journal.world.newID("appr"), requestID: call.id, jobID: ticket.jobID, state: .previewing, card: nil,
            createdAt: now, expiresAt: now.advanced(bySeconds: patienceSeconds))
    }

    private func wait(_ question: inout WaitingQuestion, _ card: Card) async throws -> Phase {
        question.state = .waiting
        question.card = card
        question.expiresAt = journal.world.now().advanced(bySeconds: patienceSeconds)
        try await journal.asked(card, questionID: question.id, of: question.jobID)
        try await waitingRoom.put(question)
        try await journal.record(.waiting(callID: card.call.id, questionID: question.id), of: question.jobID)
        return .waiting(question)
    }

    /// A question that will not be asked; nothing happens if it never was opened.
    private func withdraw(_ question: WaitingQuestion) async throws {
        let now = journal.world.now()
        try await sheltered { try await waitingRoom.withdraw(question.id, at: now) }
    }

    private func keep(_ promotion: consuming Promotion, of call: ToolCall, _ ticket: Ticket) async throws -> Snapshot {
        let snapshot = try await sandbox.promote(promotion)
        if snapshot != ticket.base {
            try await journal.record(.promoted(callID: call.id, to: snapshot), of: ticket.jobID)
        }
        return snapshot
    }

    private func drop(_ branch: SealedBranch, of call: ToolCall, _ ticket: Ticket, because reason: String) async throws
    {
        try await sheltered {
            await sandbox.drop(branch.id)
            try await journal.record(
                .dropped(callID: call.id, backTo: branch.base, reason: reason), of: ticket.jobID)
        }
    }
}
