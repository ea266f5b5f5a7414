/// Policy's opinion on command lines: allowed if every command matches an allow rule, denied if any part matches a deny
/// rule, asked otherwise.
struct CommandJudge: Sendable {
    private let rules: [String: [CommandRule]]

    init(_ rules: [CommandRule]) { self.rules = Dictionary(grouping: rules, by: \.program) }

    func opinion(on text: String) -> Opinion {
        var search = DenialSearch()
        if let rule = search.find(in: text) { return Opinion(.deny, rule: rule.name, reason: rule.reason) }
        switch CommandLine.parse(text) {
        case .opaque(let reason):
            return Opinion(.ask, rule: "ask.opaque", reason: "what it would run is not known for sure: \(reason)")
        case .simple(let pipelines): return opinion(on: pipelines)
        }
    }

    private func opinion(on pipelines: [Pipeline]) -> Opinion {
        return Opinion.strictest(pipelines.flatMap { $0.commands.map(opinion) })
            ?? Opinion(.ask, rule: "ask.opaque", reason: "it is empty")
    }

    private func opinion(on given: [String]) -> Opinion {
        let argv = Self.withoutFolder(given)
        var nearest = CommandObjection.program(argv[0])
        for rule in rules[argv[0]] ?? [] {
            guard let objection = CommandRuleMatch.objection(to: argv, by: rule) else {
                let known = ([rule.program] + rule.words).joined(separator: " ")
                return Opinion(.allow, rule: rule.name, reason: "\(known) inside the workspace is known")
            }
            if objection.nearness > nearest.nearness { nearest = objection }
        }
        return nearest.opinion(on: argv[0])
    }

    /// `git -C FOLDER …` is `git …` in that folder. Paths are judged as if from the workspace itself, which is stricter.
    private static func withoutFolder(_ argv: [String]) -> [String] {
        guard argv.count > 3, argv[0] == "git", argv[1] == "-C", CommandRule.Word.staysInside(argv[2]) else {
            return argv
        }
        return ["git"] + argv.dropFirst(3)
    }
}
