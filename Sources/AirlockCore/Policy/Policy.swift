/// Judges calls by what they would touch, and outcomes by what they did. Pure: no clock, no disk, no network.
public struct Policy: Sendable {
    private struct Content: Sendable {
        let version: String
        let rules: [Rule]
    }

    private let content: @Sendable () -> Content

    public init(version: String, rules: [Rule]) {
        let content = Content(version: version, rules: rules)
        self.content = { content }
    }

    /// The policy that is in force whenever something is judged, for rules that may be exchanged while the program runs.
    public init(following current: @escaping @Sendable () -> Policy) { content = { current().content() } }

    /// Changes whenever a rule does; approvals bind to it.
    public var version: String { content().version }

    /// Judges a call before anything runs.
    public func judge(_ prepared: PreparedCall) -> Verdict {
        let content = content()
        let opinions =
            prepared.call.declared.map { Self.opinion(on: $0, by: content.rules) }
            + (prepared.call.taintOpinion.map { [$0] } ?? [])
        let undeclared = Opinion(.ask, rule: "ask.undeclared", reason: "declares no effect")
        return Verdict(
            work: prepared, opinion: Opinion.strictest(opinions) ?? undeclared, policyVersion: content.version)
    }

    /// Judges what a call did in its branch.
    /// - Parameter floor: The opinion that let it run; an outcome is never judged more mildly.
    public func judge(_ branch: SealedBranch, of call: ToolCall, floor: Opinion) -> OutcomeVerdict {
        let rules = content().rules
        let opinions = branch.effect.effects.map { Self.opinion(on: $0, by: rules) }
        return OutcomeVerdict(branch: branch, call: call, opinion: Opinion.strictest([floor] + opinions) ?? floor)
    }

    /// The strictest opinion of all rules; an effect that no rule matches is asked about.
    public func opinion(on effect: Effect) -> Opinion { Self.opinion(on: effect, by: content().rules) }

    private static func opinion(on effect: Effect, by rules: [Rule]) -> Opinion {
        Opinion.strictest(rules.compactMap { $0.opinion(effect) })
            ?? Opinion(.ask, rule: "ask.unknown", reason: "no rule allows it")
    }
}
