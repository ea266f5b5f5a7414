public import AirlockCore

extension Orchestrator {
    public func questions(_ state: WaitingQuestion.State?, limit: Int) async throws -> [WaitingQuestion] {
        try await parts.waitingRoom.list(state, limit: limit)
    }

    public func question(_ id: WaitingQuestion.ID) async throws -> WaitingQuestion? {
        try await parts.waitingRoom.find(id)
    }

    /// Unified diff of the branch that a question is about; empty if it is about none, or if that is settled.
    public func diff(of question: WaitingQuestion) async throws -> String {
        guard question.state == .waiting, case .keep(let branch, _)? = question.card?.question else { return "" }
        return try await parts.inspector.diff(of: branch, limit: 64 << 10)
    }

    /// A person's answer. Returns when the question is settled; what follows from it goes on in the background.
    /// - Throws: `.notFound`; `.conflict` for a second answer, or one while it is `previewing`; `.expired`.
    public func decide(_ id: WaitingQuestion.ID, granted: Bool, comment: String?) async throws -> WaitingQuestion {
        guard let question = try await parts.waitingRoom.find(id) else {
            throw AirlockError(.notFound, "no question \(id)")
        }
        if question.state == .waiting, question.expiresAt <= parts.world.now() {
            try await expire(question)
            throw AirlockError(.expired, "the time to answer ended at \(question.expiresAt)")
        }
        return try await settle(id, as: granted ? .approved : .rejected, comment: comment)
    }

    /// Ends every question whose time is over: no answer is a no. Called once a second or so.
    public func expireQuestions() async throws {
        let now = parts.world.now()
        for question in try await parts.waitingRoom.list(.waiting, limit: 10_000) where question.expiresAt <= now {
            try await expire(question)
        }
    }

    private func expire(_ question: WaitingQuestion) async throws {
        do {
            _ = try await settle(question.id, as: .expired, comment: nil)
        } catch let error as AirlockError where error.code == .conflict {
            return
        }
    }

    private func settle(
        _ id: WaitingQuestion.ID, as state: WaitingQuestion.State, comment: String?
    ) async throws -> WaitingQuestion {
        let card = try await parts.waitingRoom.settle(id, as: state, at: parts.world.now())
        guard let question = try await parts.waitingRoom.find(id) else { throw AirlockError(.notFound, id) }
        let approval = Approval(card, granted: state == .approved, comment: comment)
        try await hub.append(.answered(approval, questionID: id), to: question.jobID)
        if case .person = card.question {
            try await respond(to: question)
        } else {
            try await carryOut(question, approval, card)
        }
        return question
    }

    /// What follows from an answer, in the background: within its job if it is a step's, else by itself.
    func carryOut(_ question: WaitingQuestion, _ approval: Approval, _ card: Card) async throws {
        let isStep = try await hub.job(question.jobID)?.steps.contains { $0.callID == question.requestID } ?? false
        let (desk, runner, hub) = (desk, runner, hub)
        start(isStep ? question.jobID : question.requestID) {
            do {
                let settle = { @Sendable in try await desk.settle(question, approval, card) }
                // A no only undoes and records: it is carried out even while the program ends.
                let response = approval.granted ? try await settle() : try await sheltered(settle)
                try await runner.goOn(after: response, question: question)
            } catch {
                await hub.fail(question.jobID, AirlockError(error, otherwise: .unavailable))
            }
        }
    }

    /// The envelope of a program's own question.
    private func respond(to question: WaitingQuestion) async throws {
        let failure: Failure? =
            switch question.state {
            case .previewing, .waiting, .approved: nil
            case .rejected: Failure(.rejected, "a person rejected it")
            case .expired: Failure(.expired, "nobody answered in time")
            case .withdrawn: Failure(.cancelled, "the question was withdrawn")
            }
        let response = ToolResponse(
            requestID: question.requestID, status: failure == nil ? .ok : .error,
            output: ["approved": .bool(failure == nil)], error: failure)
        let snapshot = try await hub.job(question.jobID)?.snapshot ?? .empty
        try await journal.responded(response, exitStatus: nil, snapshot: snapshot, of: question.jobID)
    }

    /// A question whose job no longer wants an answer: its branch is dropped.
    func withdraw(_ id: WaitingQuestion.ID) async throws {
        guard let question = try await parts.waitingRoom.find(id), question.state == .waiting else { return }
        try await parts.waitingRoom.withdraw(id, at: parts.world.now())
        guard try await parts.waitingRoom.find(id)?.state == .withdrawn else { return }
        if case .keep(let branch, _)? = question.card?.question { await parts.sandbox.drop(branch.id) }
    }

    /// A program asks a person (`human_approval`).
    /// - Parameter timeoutSeconds: 1…86,400.
    /// - Throws: `.invalidRequest`, `.conflict` for a second question with this request id.
    public func ask(
        requestID: String, description: String, effects: [String], timeoutSeconds: Int, owner: String
    ) async throws -> WaitingQuestion {
        guard (1...86_400).contains(timeoutSeconds) else {
            throw AirlockError(.invalidRequest, "timeout: \(timeoutSeconds) is not within 1…86400 seconds")
        }
        guard !description.isEmpty, description.utf8.count <= 16 << 10 else {
            throw AirlockError(.invalidRequest, "description: 1 to 16384 bytes are needed")
        }
        let job = try await standingJob(of: owner)
        try await parts.requests.claim(requestID, for: job)
        let now = parts.world.now()
        let card = Card.asking(description, effects: effects, id: requestID)
        let question = WaitingQuestion(
            id: parts.world.newID("appr"), requestID: requestID, jobID: job, state: .waiting, card: card,
            createdAt: now, expiresAt: now.advanced(bySeconds: timeoutSeconds))
        try await parts.waitingRoom.put(question)
        try await hub.append(.waiting(callID: requestID, questionID: question.id), to: job)
        return question
    }

    /// The question that was asked under this request id.
    public func question(requestID: String) async throws -> WaitingQuestion? {
        guard try await parts.requests.job(of: requestID) != nil else { return nil }
        return try await parts.waitingRoom.list(nil, limit: 100_000).first { $0.requestID == requestID }
    }
}
