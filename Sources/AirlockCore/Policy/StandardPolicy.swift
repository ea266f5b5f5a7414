extension Policy {
    /// What runs without asking, what is asked and what is refused, unless a configuration says otherwise.
    ///
    /// Reading, and changing files below the workspace, is allowed; so are a tool's own programs. Command lines are parsed:
    /// see ``CommandLine``. What leaves the machine, or is marked as sensitive, is asked about.
    public static func standard() -> Policy {
        let judge = CommandJudge(CommandRule.all)
        return Policy(
            version: standardVersion,
            rules: [
                .harmless, .writes(below: .root, .allow), .toolPrograms, .leavesTheMachine,
                Rule {
                    switch $0 {
                    case .command(let text): judge.opinion(on: text)
                    case .compute, .read, .write, .delete, .execute, .connect, .publish, .sensitive: nil
                    }
                },
            ])
    }

    /// `standard/1:` and the first 16 hex digits of a hash over every rule. The number counts changes of the code that
    /// reads the rules.
    private static var standardVersion: String {
        let allowed = CommandRule.all.map(\.fingerprint)
        let denied = DenyRule.all.map { "\($0.name) \($0.reason)" }
        let rules: JSONValue = .array((allowed + denied).map(JSONValue.string))
        return "standard/1:\(rules.sha256.prefix(16))"
    }
}

extension CommandRule {
    /// Every command that is allowed, in the order in which rules of one program are tried.
    static let all: [CommandRule] = files + git + building
}
