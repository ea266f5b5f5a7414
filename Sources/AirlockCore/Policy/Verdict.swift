/// Policy's judgement of a call, with the work that it judged. Only ``Policy`` makes one.
public struct Verdict: Sendable {
    let work: PreparedCall
    public let opinion: Opinion
    /// How it runs: as parsed where rules or a token allow it, as the exact string where a person does.
    let runsAs: Decision
    /// Whether it must not even be tried out before a person agreed.
    let isHeldBack: Bool
    /// What allowed it although rules ask; its holder uses that up before it runs.
    public let permission: Permission?
    /// Where its programs may connect to if it is allowed. What was sent can't be taken back, so nothing that is only tried
    /// out until a person answers gets out.
    var network: EgressLease?
    var place: CallPlace?
    let policyVersion: String

    public var call: ToolCall { work.call }
    public var decision: Decision { opinion.decision }

    /// Permission to run in a branch that nobody keeps unless its outcome is authorized; nil if a person must agree first.
    /// - Throws: `.denied`, naming the rule.
    public func tryOut() throws(AirlockError) -> Trial? {
        switch decision {
        case .allow: Trial(of: work, decision: runsAs, network: runsAs == .allow ? network : nil, place: place)
        case .ask:
            isHeldBack || !call.declared.allSatisfy(\.isContained)
                ? nil : Trial(of: work, decision: .ask, network: nil, place: place)
        case .deny: throw denial
        }
    }

    /// Permission to work out what a call would do that a person must agree to first, in a branch that nobody keeps. Its
    /// output's value is the ``CallPreview`` as JSON, or null for none. Nil where nothing can be said beforehand, or nobody
    /// is asked.
    public func look() -> Trial? {
        guard decision == .ask, let preview = work.preview else { return nil }
        let looking = PreparedCall(call: call) { context in
            ToolOutput(try await preview(context).map { try JSONValue(encoding: $0) } ?? .null)
        }
        return Trial(of: looking, decision: .ask, network: nil, place: place)
    }

    /// Permission to run what can't be tried out, given by an answer to exactly this card.
    /// - Throws: `.denied` by policy, `.rejected` by the person, `.conflict` for an answer to anything else.
    public func tryOut(approvedBy approval: Approval, to card: Card) throws(AirlockError) -> Trial {
        guard decision != .deny else { throw denial }
        guard card.call == call, card.policyVersion == policyVersion else {
            throw AirlockError(.conflict, "the call or the policy changed since it was shown")
        }
        try approval.check(against: card)
        return Trial(of: work, decision: .ask, network: nil, place: place, shown: card.preview)
    }

    /// - Parameters:
    ///   - opinion: Why it is asked; nil: as the call was judged.
    ///   - environment: What programs run in: see ``Card/environment``.
    public func card(_ question: Card.Question, because opinion: Opinion? = nil, environment: String) -> Card {
        // Cards are kept and shown; a token is a secret and speaks for no card.
        Card(
            call: call.withoutToken, question: question, opinion: opinion ?? self.opinion, policyVersion: policyVersion,
            environment: environment)
    }

    private var denial: AirlockError {
        AirlockError(.denied, "\(opinion.rule): \(opinion.reason)", hint: "no approval can allow this")
    }
}

/// Proof that one piece of work may run once in a throw-away branch. It can't be made outside this file, nor copied.
public struct Trial: ~Copyable, Sendable {
    public let call: ToolCall
    public let decision: Decision
    private let network: EgressLease?
    private let place: CallPlace?
    private let shown: CallPreview?
    private let work: @Sendable (ToolContext) async throws -> ToolOutput

    fileprivate init(
        of prepared: PreparedCall, decision: Decision, network: EgressLease?, place: CallPlace?,
        shown: CallPreview? = nil
    ) {
        call = prepared.call
        self.decision = decision
        self.network = network
        self.place = place
        self.shown = shown
        work = prepared.run
    }

    /// Does the work, once: the trial is spent. Only a ``Sandbox`` calls this, with a workspace of its own making.
    public consuming func run(in workspace: any Workspace) async throws -> ToolOutput {
        let context = ToolContext(
            workspace: workspace, decision: decision, network: network, shown: shown, place: place)
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
