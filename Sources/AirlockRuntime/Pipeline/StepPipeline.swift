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
        /// Called once a question is known that the call will have to wait for, before its preview is measured.
        public let onPreview: @Sendable (WaitingQuestion) -> Void

        public init(
            jobID: Job.ID, base: Snapshot, onPreview: @escaping @Sendable (WaitingQuestion) -> Void = { _ in }
        ) {
            self.jobID = jobID
            self.base = base
            self.onPreview = onPreview
        }
    }

    private let toolbox: Toolbox
    private let policy: Policy
    private let sandbox: any Sandbox
    private let waitingRoom: any WaitingRoom
    private let journal: Journal
    private let patienceSeconds: Int

    /// - Parameter patienceSeconds: How long a person has to answer.
    public init(
        toolbox: Toolbox, policy: Policy, sandbox: any Sandbox, waitingRoom: any WaitingRoom, journal: Journal,
        patienceSeconds: Int
    ) {
        self.toolbox = toolbox
        self.policy = policy
        self.sandbox = sandbox
        self.waitingRoom = waitingRoom
        self.journal = journal
        self.patienceSeconds = patienceSeconds
    }

    /// Takes a call as far as it goes without a person. If it throws, the job's files are those of the ticket's base.
    /// - Throws: `.denied` naming the rule, `.cancelled`, or what the tool or the sandbox threw.
    public func perform(_ prepared: PreparedCall, ticket: Ticket) async throws -> Phase {
        let call = prepared.call
        try await journal.record(.proposed(call), of: ticket.jobID)
        let verdict = policy.judge(prepared)
        try await journal.judged(call, verdict.opinion, on: ticket.base, of: ticket.jobID)
        var question = question(for: call, ticket)
        guard let trial = try verdict.tryOut() else {
            return try await wait(&question, verdict.card(.run(on: ticket.base)))
        }
        guard verdict.decision == .ask else {
            return try await settle(trial, of: verdict, ticket, floor: verdict.opinion, question)
        }
        try await waitingRoom.put(question)
        ticket.onPreview(question)
        do {
            return try await settle(trial, of: verdict, ticket, floor: verdict.opinion, question)
        } catch {
            try await withdraw(question)
            throw error
        }
    }

    /// Goes on with a question that was just settled. What it opens is what the card showed; if the job's files moved on
    /// since, it is measured and asked anew.
    /// - Throws: `.rejected`, `.conflict`, or what the tool or the sandbox threw; the branch is dropped then.
    public func resolve(_ approval: Approval, _ card: Card, ticket: Ticket) async throws -> Phase {
        switch card.question {
        case .keep(let branch, let output):
            do {
                let promotion = try approval.authorize(card)
                guard branch.base == ticket.base else {
                    try await drop(branch, of: card.call, ticket, because: "the job's files moved on")
                    return try await perform(try toolbox.prepare(again: card.call), ticket: ticket)
                }
                return .done(output, try await keep(promotion, of: card.call, ticket))
            } catch {
                try await drop(
                    branch, of: card.call, ticket, because: AirlockError(error, otherwise: .backendFailed).message)
                throw error
            }
        case .run(let base):
            let verdict = policy.judge(try toolbox.prepare(again: card.call))
            let trial = try verdict.tryOut(approvedBy: approval, to: card)
            guard base == ticket.base else {
                return try await perform(try toolbox.prepare(again: card.call), ticket: ticket)
            }
            let floor = Opinion(.allow, rule: "allow.approved", reason: "a person approved it")
            return try await settle(trial, of: verdict, ticket, floor: floor, question(for: card.call, ticket))
        case .person:
            throw AirlockError(.conflict, "nothing runs on the answer to \(card.call.id)")
        }
    }

    private func settle(
        _ trial: consuming Trial, of verdict: Verdict, _ ticket: Ticket, floor: Opinion, _ question: WaitingQuestion
    ) async throws -> Phase {
        let call = verdict.call
        try await journal.record(.trying(callID: call.id, on: ticket.base), of: ticket.jobID)
        let (output, branch) = try await sandbox.tryOut(trial, on: ticket.base)
        do {
            try Task.checkCancellation()
            try await journal.record(.sealed(callID: call.id, branch), of: ticket.jobID)
            guard output.exitStatus == 0 || call.keepsOnFailure else {
                try await drop(branch, of: call, ticket, because: "status \(output.exitStatus)")
                try await withdraw(question)
                return .done(output, ticket.base)
            }
            let judged = policy.judge(branch, of: call, floor: floor)
            guard let promotion = try judged.authorize() else {
                var asked = question
                return try await wait(&asked, verdict.card(.keep(branch, output)))
            }
            return .done(output, try await keep(promotion, of: call, ticket))
        } catch {
            try await drop(branch, of: call, ticket, because: AirlockError(error, otherwise: .backendFailed).message)
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
