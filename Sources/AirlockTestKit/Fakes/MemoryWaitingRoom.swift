public import AirlockCore

/// Questions in memory. Passes ``WaitingRoomConformance``.
public actor MemoryWaitingRoom: WaitingRoom, QuestionLedger {
    private var questions: [WaitingQuestion.ID: WaitingQuestion] = [:]
    private var order: [WaitingQuestion.ID] = []
    private var finished: Set<WaitingQuestion.ID> = []

    public init() {}

    public func put(_ question: WaitingQuestion) throws {
        switch question.state {
        case .previewing: break
        case .waiting:
            guard question.card != nil else {
                throw AirlockError(.invalidRequest, "\(question.id) waits without a card")
            }
        case .approved, .rejected, .expired, .withdrawn:
            throw AirlockError(.invalidRequest, "\(question.id) can't begin as \(question.state)")
        }
        if let known = questions[question.id] {
            guard known.state == .previewing else {
                throw AirlockError(.conflict, "\(question.id) is \(known.state) already")
            }
        } else {
            order.append(question.id)
        }
        questions[question.id] = question
    }

    public func settle(_ id: WaitingQuestion.ID, as state: WaitingQuestion.State, at time: Timestamp) throws -> Card {
        switch state {
        case .approved, .rejected, .expired, .withdrawn: break
        case .previewing, .waiting: throw AirlockError(.invalidRequest, "\(state) settles nothing")
        }
        guard var question = questions[id] else { throw AirlockError(.notFound, "no question \(id)") }
        guard question.state == .waiting, let card = question.card else {
            throw AirlockError(.conflict, "\(id) is \(question.state), not waiting")
        }
        guard (state != .approved && state != .rejected) || time < question.expiresAt else {
            throw AirlockError(.expired, "the time to answer ended at \(question.expiresAt)")
        }
        question.state = state
        question.settledAt = time
        questions[id] = question
        return card
    }

    public func withdraw(_ id: WaitingQuestion.ID, at time: Timestamp) {
        guard var question = questions[id], question.state == .previewing || question.state == .waiting else { return }
        question.state = .withdrawn
        question.settledAt = time
        questions[id] = question
    }

    public func find(_ id: WaitingQuestion.ID) -> WaitingQuestion? { questions[id] }

    public func list(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) throws -> [WaitingQuestion] {
        var older = order[...]
        if let after {
            guard let end = order.firstIndex(of: after) else { throw AirlockError(.notFound, "no question \(after)") }
            older = order[..<end]
        }
        let wanted = older.reversed().compactMap { questions[$0] }.filter { state == nil || $0.state == state }
        return Array(wanted.prefix(max(limit, 0)))
    }

    public func due(at time: Timestamp, limit: Int) -> [WaitingQuestion] {
        let late = order.compactMap { questions[$0] }.filter { $0.state == .waiting && $0.expiresAt <= time }
        return Array(late.sorted { $0.expiresAt < $1.expiresAt }.prefix(limit))
    }

    public func unfinished(limit: Int) -> [WaitingQuestion] {
        let answered: Set<WaitingQuestion.State> = [.approved, .rejected, .expired]
        let open = order.compactMap { questions[$0] }.filter {
            answered.contains($0.state) && !finished.contains($0.id)
        }
        return Array(open.prefix(limit))
    }

    public func finish(_ id: WaitingQuestion.ID) { finished.insert(id) }

    public func find(request: ToolCall.ID) -> WaitingQuestion? {
        order.reversed().lazy.compactMap { self.questions[$0] }.first { $0.requestID == request }
    }

    public func needed() -> Set<Snapshot> {
        let open = questions.values.filter { $0.state == .waiting } + unfinished(limit: Int.max)
        return open.reduce(into: []) { $0.formUnion($1.card?.needed ?? []) }
    }
}
