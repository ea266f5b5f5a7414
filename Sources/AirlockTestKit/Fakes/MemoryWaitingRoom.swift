public import AirlockCore

/// Questions in memory. Passes ``WaitingRoomConformance``.
public actor MemoryWaitingRoom: WaitingRoom {
    private var questions: [WaitingQuestion.ID: WaitingQuestion] = [:]
    private var order: [WaitingQuestion.ID] = []

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

    public func list(_ state: WaitingQuestion.State?, limit: Int) -> [WaitingQuestion] {
        let wanted = order.reversed().compactMap { questions[$0] }.filter { state == nil || $0.state == state }
        return Array(wanted.prefix(max(limit, 0)))
    }
}
