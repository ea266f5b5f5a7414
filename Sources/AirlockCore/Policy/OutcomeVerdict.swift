/// Policy's judgement of what a call did. Only ``Policy`` makes one.
public struct OutcomeVerdict: Sendable {
    public let branch: SealedBranch
    public let call: ToolCall
    public let opinion: Opinion

    /// Permission to keep the branch; nil if a person must agree first.
    /// - Throws: `.denied`.
    public func authorize() throws(AirlockError) -> Promotion? {
        switch opinion.decision {
        case .allow: Promotion(of: branch)
        case .ask: nil
        case .deny: throw AirlockError(.denied, "\(opinion.rule): \(opinion.reason)")
        }
    }
}

extension Approval {
    /// Permission to keep the very branch that the card showed.
    /// - Throws: `.rejected` by the person, `.conflict` for an answer to anything else.
    public func authorize(_ card: Card) throws(AirlockError) -> Promotion {
        guard case .keep(let branch, _) = card.question else {
            throw AirlockError(.conflict, "nothing was measured for \(card.call.id)")
        }
        try check(against: card)
        return Promotion(of: branch)
    }
}

/// Proof that one sealed branch may be kept. It can't be made outside this file, nor copied.
public struct Promotion: ~Copyable, Sendable {
    public let branch: SealedBranch
    fileprivate init(of branch: SealedBranch) { self.branch = branch }
}
