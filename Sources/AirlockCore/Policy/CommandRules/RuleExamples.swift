/// Command lines that a rule has an opinion on, and ones that it leaves to others.
struct RuleExamples: Sendable, Hashable {
    let match: [String]
    let notMatch: [String]
}
