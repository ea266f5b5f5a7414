/// One shape of command that may run without asking: a program, its subcommand, and every flag and operand that is known.
///
/// A rule is data. What it doesn't list isn't allowed, so a flag that a new version of a program adds is asked about.
struct CommandRule: Sendable, Hashable {
    /// What is said of an allowed command, e.g. `allow.git`.
    let name: String
    let reason: String
    /// ``ownProgram`` for any that is named by `./` and a path in the workspace.
    let program: String
    /// Words that must follow the program, e.g. `commit`, `-m pytest`.
    let words: [String]
    /// Flags without a value, e.g. `-l`, `--all`.
    let switches: Set<String>
    /// Flags with a value, attached or following.
    let options: [String: CommandWord]
    /// Kinds of the leading operands; an operand beyond them is of kind `rest`, or not allowed if that is nil.
    let leading: [CommandWord]
    let rest: CommandWord?
    /// Whether `-20` is a flag.
    let isNumberFlag: Bool
    /// Whether `-abc` is `-a -b -c`.
    let clusters: Bool
    /// Whether words beginning with `-` after the first operand belong to a program of the workspace's own.
    let passesFlags: Bool
    /// Options that give what the first leading operand would, e.g. `-e` of `grep`.
    let instead: Set<String>
    /// It starts what files of the workspace say (a build, a test runner, a hook), which then starts what it likes, inside the
    /// sandbox. That is what the sandbox is for.
    let runsProjectCode: Bool
    /// It fetches packages, so that it needs a way out to their registry.
    let registry: Registry?
    /// Lines that it allows, and lines that it doesn't: checked when the rule is read, for built-in ones by a test.
    let examples: RuleExamples

    static let ownProgram = "./"

    struct Registry: Sendable, Hashable {
        /// An entry of `sandbox.egress`, for the hint.
        let host: String
        /// Flags with which it stays at home.
        let unless: Set<String>
    }

    init(
        _ name: String, _ command: String, reason: String? = nil, switches: String = "",
        options: [String: CommandWord] = [:], leading: [CommandWord] = [], rest: CommandWord? = nil,
        isNumberFlag: Bool = false, clusters: Bool = true, passesFlags: Bool = false, instead: Set<String> = [],
        runsProjectCode: Bool = false, registry: Registry? = nil, match: [String], not: [String]
    ) {
        let parts = command.split(separator: " ").map(String.init)
        self.name = name
        self.reason = reason ?? "\(command) inside the workspace is known"
        program = parts.first ?? ""
        words = Array(parts.dropFirst())
        self.switches = Set(switches.split(separator: " ").map(String.init))
        self.options = options
        self.leading = leading
        self.rest = rest
        self.isNumberFlag = isNumberFlag
        self.clusters = clusters
        self.passesFlags = passesFlags
        self.instead = instead
        self.runsProjectCode = runsProjectCode
        self.registry = registry
        examples = RuleExamples(match: match, notMatch: not)
    }

    /// Whether this command, which the rule allows, fetches packages.
    func needsRegistry(_ argv: [String]) -> Bool {
        registry.map { $0.unless.isDisjoint(with: argv) } ?? false
    }
}
