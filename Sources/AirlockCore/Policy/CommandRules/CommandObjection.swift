/// Why a command isn't known to be harmless.
enum CommandObjection: Sendable, Hashable {
    case program(String)
    case subcommand(String)
    case flag(String)
    /// A flag without the value that it needs, or with one that it doesn't take.
    case value(String)
    /// An operand that the program needs to do what is known of it.
    case missing
    /// A word that isn't of the expected kind.
    case operand(String)
    /// A path that is absolute or climbs out of the workspace.
    case outside(String)

    /// How near the command came to the rule; the objection of the nearest rule is shown.
    var nearness: Int {
        switch self {
        case .program: 0
        case .subcommand: 1
        case .flag: 2
        case .missing, .operand: 3
        case .value: 4
        case .outside: 5
        }
    }

    func opinion(on program: String) -> Opinion {
        switch self {
        case .program(let name):
            Opinion(.ask, rule: "ask.unknown-command", reason: "no rule knows the program \(short(name))")
        case .subcommand(let name):
            Opinion(.ask, rule: "ask.unknown-command", reason: "no rule knows \(short(program)) \(short(name))")
        case .flag(let flag):
            Opinion(.ask, rule: "ask.unknown-flag", reason: "no rule knows what \(short(program)) \(short(flag)) does")
        case .value(let flag):
            Opinion(.ask, rule: "ask.unknown-flag", reason: "\(short(program)) \(short(flag)) and its value don't fit")
        case .missing:
            Opinion(
                .ask, rule: "ask.unknown-argument",
                reason: "no rule knows what \(short(program)) does without arguments")
        case .operand(let word):
            Opinion(
                .ask, rule: "ask.unknown-argument",
                reason: "no rule knows what \(short(program)) does with \(short(word))")
        case .outside(let word):
            Opinion(.ask, rule: "ask.outside-path", reason: "\(short(word)) is not known to be inside the workspace")
        }
    }

    private func short(_ word: String) -> String {
        let text = word.count <= 60 ? word : "\(word.prefix(60))…"
        return text.isEmpty || text.contains(" ") ? text.debugDescription : text
    }
}
