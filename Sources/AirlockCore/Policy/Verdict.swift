/// Policy's judgement of a call, with the work that it judged. Only ``Policy`` makes one.
public struct Verdict: Sendable {
    let work: PreparedCall
    public let opinion: Opinion
    let policyVersion: String

    public var call: ToolCall { work.call }
    public var decision: Decision { opinion.decision }

    /// Permission to run in a branch that nobody keeps unless its outcome is authorized; nil if a person must agree first.
    /// - Throws: `.denied`, naming the rule.
    public func tryOut() throws(AirlockError) -> Trial? {
        switch decision {
        case .allow: Trial(of: work, decision: .allow)
        case .ask: call.declared.allSatisfy(\.isContained) ? Trial(of: work, decision: .ask) : nil
        case .deny: throw denial
        }
    }

    /// Permission to run what can't be tried out, given by an answer to exactly this card.
    /// - Throws: `.denied` by policy, `.rejected` by the person, `.conflict` for an answer to anything else.
    public func tryOut(approvedBy approval: Approval, to card: Card) throws(AirlockError) -> Trial {
        guard decision != .deny else { throw denial }
        guard card.call == call, card.policyVersion == policyVersion else {
            throw AirlockError(.conflict, "the call or the policy changed since it was shown")
        }
        try approval.check(against: card)
        return Trial(of: work, decision: .ask)
    }

    public func card(_ question: Card.Question) -> Card {
        Card(call: call, question: question, opinion: opinion, policyVersion: policyVersion)
    }

    private var denial: AirlockError {
        AirlockError(.denied, "\(opinion.rule): \(opinion.reason)", hint: "no approval can allow this")
    }
}

/// Proof that one piece of work may run once in a throw-away branch. It can't be made outside this file, nor copied.
public struct Trial: ~Copyable, Sendable {
    public let call: ToolCall
    public let decision: Decision
    private let work: @Sendable (ToolContext) async throws -> ToolOutput

    fileprivate init(of prepared: PreparedCall, decision: Decision) {
        call = prepared.call
        self.decision = decision
        work = prepared.run
    }

    /// Does the work, once: the trial is spent. Only a ``Sandbox`` calls this, with a workspace of its own making.
    public consuming func run(in workspace: any Workspace) async throws -> ToolOutput {
        let context = ToolContext(workspace: workspace, decision: decision)
        return try await work(context)
    }
}

extension Approval {
    func check(against card: Card) throws(AirlockError) {
        guard binding == card.binding, callID == card.call.id else {
            throw AirlockError(.conflict, "the answer is to another question")
        }
        guard granted else { throw AirlockError(.rejected, "\(card.call.tool) was rejected") }
    }
}
