/// Rules on commands that aren't allowed, found by program: most commands meet only the few that are about any program.
struct DenyRuleIndex: Sendable {
    private var byProgram: [String: [DenyRule]] = [:]
    private var others: [DenyRule] = []

    init(_ rules: [DenyRule]) {
        for rule in rules {
            if let programs = rule.programs {
                for program in programs { byProgram[program, default: []].append(rule) }
            } else {
                others.append(rule)
            }
        }
    }

    var isEmpty: Bool { byProgram.isEmpty && others.isEmpty }

    func first(matching words: some Collection<String>) -> DenyRule? {
        guard !isEmpty, let command = DenyCandidate(words) else { return nil }
        return first(matching: command)
    }

    func first(matching command: DenyCandidate) -> DenyRule? {
        byProgram[command.program]?.first { $0.matches(command) } ?? others.first { $0.matches(command) }
    }
}
