/// One rule on commands, built in or out of a file.
public struct PolicyRule: Sendable {
    enum Form: Sendable {
        /// Allows commands of exactly this shape.
        case shape(CommandRule)
        case pattern(CommandPattern, Decision)
        /// Refuses what code of ours recognizes.
        case search(DenyRule)
    }

    let form: Form

    /// Every rule that ships, in the order in which they are tried.
    public static let builtIn: [PolicyRule] =
        CommandRule.all.map { PolicyRule(form: .shape($0)) } + DenyRule.all.map { PolicyRule(form: .search($0)) }

    public var name: String {
        switch form {
        case .shape(let rule): rule.name
        case .pattern(let pattern, _): pattern.name
        case .search(let rule): rule.name
        }
    }

    var allowing: CommandRule? { if case .shape(let rule) = form { rule } else { nil } }

    var asking: DenyRule? { if case .pattern(let pattern, .ask) = form { pattern.rule } else { nil } }

    var denying: DenyRule? {
        switch form {
        case .shape, .pattern(_, .ask), .pattern(_, .allow): nil
        case .pattern(let pattern, .deny): pattern.rule
        case .search(let rule): rule
        }
    }

    var decision: Decision {
        switch form {
        case .shape: .allow
        case .pattern(_, let decision): decision
        case .search: .deny
        }
    }

    var examples: RuleExamples {
        switch form {
        case .shape(let rule): rule.examples
        case .pattern(let pattern, _): pattern.examples
        case .search(let rule): rule.examples
        }
    }

    /// What an example shows to be wrong; nil if all of them hold. An allow rule is looked at beside the built-in refusals,
    /// which it can't lift.
    public var failure: String? {
        let others = form.isShape ? DenyRule.all.map { PolicyRule(form: .search($0)) } : []
        let judge = CommandJudge([self] + others)
        for line in examples.match {
            let opinion = judge.judge(line, in: .root).opinion
            guard opinion.rule != name || opinion.decision != decision else { continue }
            return
                "\(name): it should \(decision.rawValue) \(line.debugDescription), which is \(opinion.decision.rawValue)"
                + " by \(opinion.rule) (\(opinion.reason))"
        }
        for line in examples.notMatch where judge.judge(line, in: .root).opinion.rule == name {
            return "\(name): it should leave \(line.debugDescription) alone, and doesn't"
        }
        return nil
    }
}

extension PolicyRule.Form {
    fileprivate var isShape: Bool { if case .shape = self { true } else { false } }
}
