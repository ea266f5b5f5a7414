/// Judges calls by what they would touch, and outcomes by what they did. Pure: no clock, no disk, no network.
public struct Policy: Sendable {
    /// Changes whenever a rule does; approvals bind to it.
    public let version: String
    private let rules: [Rule]

    public init(version: String, rules: [Rule]) {
        self.version = version
        self.rules = rules
    }

    /// Judges a call before anything runs.
    public func judge(_ prepared: PreparedCall) -> Verdict {
        let effects = prepared.call.declared
        let undeclared = Opinion(.ask, rule: "ask.undeclared", reason: "declares no effect")
        let opinions = effects.map(opinion) + (prepared.call.taintOpinion.map { [$0] } ?? [])
        return Verdict(work: prepared, opinion: Opinion.strictest(opinions) ?? undeclared, policyVersion: version)
    }

    /// Judges what a call did in its branch.
    /// - Parameter floor: The opinion that let it run; an outcome is never judged more mildly.
    public func judge(_ branch: SealedBranch, of call: ToolCall, floor: Opinion) -> OutcomeVerdict {
        let opinion = Opinion.strictest([floor] + branch.effect.effects.map(opinion)) ?? floor
        return OutcomeVerdict(branch: branch, call: call, opinion: opinion)
    }

    /// The strictest opinion of all rules; an effect that no rule matches is asked about.
    public func opinion(on effect: Effect) -> Opinion {
        Opinion.strictest(rules.compactMap { $0.opinion(effect) })
            ?? Opinion(.ask, rule: "ask.unknown", reason: "no rule allows it")
    }
}
