extension Policy {
    /// What runs without asking, what is asked and what is refused, unless a configuration says otherwise.
    ///
    /// Reading, and changing files below the workspace, is allowed; so are a tool's own programs. Command lines are parsed:
    /// see ``CommandLine``. What leaves the machine, or is marked as sensitive, is asked about.
    public static func standard(_ judge: CommandJudge = .builtIn) -> Policy {
        Policy(
            version: version(of: judge),
            rules: [
                .harmless, .writes(below: .root, .allow), .toolPrograms, .leavesTheMachine,
                Rule {
                    switch $0 {
                    case .command(let text, let folder): judge.judge(text, in: folder ?? .root).opinion
                    case .compute, .read, .write, .delete, .execute, .connect, .publish, .sensitive: nil
                    }
                },
            ])
    }

    /// `standard/2:` and the first 16 hex digits of a hash over every rule. The number counts changes of the code that
    /// reads the rules.
    private static func version(of judge: CommandJudge) -> String {
        let rules: JSONValue = .array(judge.rules.map(\.written))
        return "standard/2:\(rules.sha256.prefix(16))"
    }
}

extension CommandJudge {
    /// The built-in rules and those of a file.
    public init(adding rules: [PolicyRule]) { self.init(PolicyRule.builtIn + rules) }
}

extension CommandRule {
    /// Every command that is allowed, in the order in which rules of one program are tried.
    static let all: [CommandRule] =
        looking + text + changing + git + python + javaScript + native + dotnet + swift + powerShell + own
}
