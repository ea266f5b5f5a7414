public import AirlockCore

extension Orchestrator {
    /// Newest first.
    /// - Parameter after: Only those older than this one.
    /// - Throws: `.notFound` for an unknown `after`.
    public func questions(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) async throws -> [WaitingQuestion] {
        try await parts.waitingRoom.list(state, limit: limit, after: after)
    }

    public func question(_ id: WaitingQuestion.ID) async throws -> WaitingQuestion? {
        try await parts.waitingRoom.find(id)
    }

    /// Unified diff of the branch that a question is about, or of what would leave the machine; empty if it is about none,
    /// or if that is settled.
    public func diff(of question: WaitingQuestion) async throws -> String {
        if question.state == .waiting, let preview = question.card?.preview { return preview.diff }
        guard question.state == .waiting, case .keep(let branch, _)? = question.card?.question else { return "" }
        return try await parts.inspector.diff(of: branch, limit: 64 << 10)
    }

    /// A person's answer. Returns when the question is settled; what follows from it goes on in the background. Of a yes and
    /// a no that are on their way at the same time, the no counts.
    /// - Parameter lease: Added to a yes: a standing one to the same kind of call in the same job.
    /// - Throws: `.notFound`; `.conflict` for a second answer, or one while it is `previewing`; `.expired`; `.invalidRequest`
    ///   for a lease that can't be given.
    public func decide(
        _ id: WaitingQuestion.ID, granted: Bool, comment: String?, lease: LeaseTerms?
    ) async throws -> WaitingQuestion {
        answering[id, default: []].append(granted)
        defer { leave(id, granted) }
        guard let question = try await parts.waitingRoom.find(id) else {
            throw AirlockError(.notFound, "no question \(id)")
        }
        if let lease { try check(lease, granted, question) }
        guard !granted || answering[id]?.contains(false) != true else {
            throw AirlockError(.conflict, "the question \(id) is rejected at this moment")
        }
        do {
            let settled = try await settle(id, as: granted ? .approved : .rejected, comment: comment)
            if let lease, let card = question.card { try await give(lease, to: card, question) }
            return settled
        } catch let error as AirlockError where error.code == .expired {
            try await expire(question)
            throw error
        }
    }

    private func leave(_ id: WaitingQuestion.ID, _ granted: Bool) {
        guard var answers = answering[id], let index = answers.firstIndex(of: granted) else { return }
        answers.remove(at: index)
        answering[id] = answers.isEmpty ? nil : answers
    }

    /// Ends every question whose time is over: no answer is a no. Called once a second or so.
    public func expireQuestions() async throws {
        let now = parts.world.now()
        while true {
            let due = try await parts.questions.due(at: now, limit: 100)
            for question in due { try await expire(question) }
            if due.count < 100 { return }
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
        try await journal.answered(card, by: approval, as: state, question)
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
    func respond(to question: WaitingQuestion) async throws {
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
        try await parts.questions.finish(question.id)
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
        try await journal.asked(card, questionID: question.id, of: job)
        try await parts.waitingRoom.put(question)
        try await hub.append(.waiting(callID: requestID, questionID: question.id), to: job)
        return question
    }

    /// The question that was asked under this request id.
    public func question(requestID: String) async throws -> WaitingQuestion? {
        guard try await parts.requests.job(of: requestID) != nil else { return nil }
        return try await parts.questions.find(request: requestID)
    }
}
