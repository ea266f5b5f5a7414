/// A command that nobody should be asked about.
///
/// These rules are a label for people, so that an obvious attack is refused by name instead of being shown as a question.
/// They are not the wall: a line can always be written that they don't know. The wall is the sandbox, in which a command
/// that they miss can reach nothing but a branch that is dropped.
struct DenyRule: Sendable {
    let name: String
    let reason: String
    /// In lower case and without folder or `.exe`; nil: any program.
    let programs: Set<String>?
    let matches: @Sendable (DenyCandidate) -> Bool
    let examples: RuleExamples

    init(
        _ name: String, _ reason: String, programs: Set<String>?, match: [String], not: [String],
        _ matches: @escaping @Sendable (DenyCandidate) -> Bool = { _ in true }
    ) {
        self.name = name
        self.reason = reason
        self.programs = programs
        self.matches = matches
        examples = RuleExamples(match: match, notMatch: not)
    }
}
