/// One shape of command that may run without asking: a program, its subcommand, and every flag and operand that is known.
///
/// A rule is data. What it doesn't list isn't allowed, so a flag that a new version of a program adds is asked about.
struct CommandRule: Sendable {
    /// What a word that isn't a flag may be.
    enum Word: String, Sendable {
        /// Stays inside the workspace: relative, and never climbs out.
        case path
        /// The same, and not the workspace itself.
        case pathBelow
        /// A Python source file inside the workspace.
        case pythonFile
        /// A JavaScript source file inside the workspace.
        case javaScriptFile
        /// Letters, digits and `. _ - : / @ + ,`, beginning with a letter or digit.
        case name
        /// Never read as a path or a name.
        case text
        /// The same, for a flag whose value must be attached (`--format=%H`): what follows it is something else.
        case attachedText
        /// Digits; a flag may do without.
        case count
        /// `NAME=VALUE`, the value not leading out of the workspace.
        case definition
    }

    /// What is said of an allowed command, e.g. `allow.git`.
    let name: String
    let program: String
    /// Words that must follow the program, e.g. `commit`, `-m pytest`.
    let words: [String]
    /// Flags without a value, e.g. `-l`, `--all`.
    let switches: Set<String>
    /// Flags with a value, attached or following.
    let options: [String: Word]
    /// Kinds of the leading operands; an operand beyond them is of kind `rest`, or not allowed if that is nil.
    let leading: [Word]
    let rest: Word?
    let isNumberFlag: Bool
    /// Whether `-abc` is `-a -b -c`.
    let clusters: Bool
    /// Whether words beginning with `-` after the first operand belong to a program of the workspace's own.
    let passesFlags: Bool
    /// Options that give what the first leading operand would, e.g. `-e` of `grep`.
    let instead: Set<String>

    init(
        _ name: String, _ command: String, switches: String = "", options: [String: Word] = [:], leading: [Word] = [],
        rest: Word? = nil, isNumberFlag: Bool = false, clusters: Bool = true, passesFlags: Bool = false,
        instead: Set<String> = []
    ) {
        let parts = command.split(separator: " ").map(String.init)
        self.name = name
        program = parts[0]
        words = Array(parts.dropFirst())
        self.switches = Set(switches.split(separator: " ").map(String.init))
        self.options = options
        self.leading = leading
        self.rest = rest
        self.isNumberFlag = isNumberFlag
        self.clusters = clusters
        self.passesFlags = passesFlags
        self.instead = instead
    }

    /// All that the rule says, for the policy's version.
    var fingerprint: String {
        let values = options.map { "\($0.key)=\($0.value.rawValue)" }.sorted()
        let parts = [name, program] + words + switches.sorted() + values + leading.map(\.rawValue) + instead.sorted()
        return (parts + [rest?.rawValue ?? "-", "\(isNumberFlag) \(clusters) \(passesFlags)"]).joined(separator: " ")
    }
}

extension CommandRule.Word {
    /// Why `word` isn't of this kind; nil if it is.
    func objection(to word: String) -> CommandObjection? {
        switch self {
        case .text, .attachedText: nil
        case .count:
            word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? nil : .operand(word)
        case .path: Self.staysInside(word) ? nil : .outside(word)
        case .pathBelow: Self.staysInside(word) && Self.isBelow(word) ? nil : .outside(word)
        case .pythonFile: file(word, endings: [".py"])
        case .javaScriptFile: file(word, endings: [".js", ".mjs", ".cjs"])
        case .name: Self.isName(word) ? nil : .operand(word)
        case .definition: definition(word)
        }
    }

    private func file(_ word: String, endings: [String]) -> CommandObjection? {
        guard Self.staysInside(word) else { return .outside(word) }
        return endings.contains(where: word.hasSuffix) ? nil : .operand(word)
    }

    private func definition(_ word: String) -> CommandObjection? {
        guard let equals = word.firstIndex(of: "="), Self.isName(String(word[..<equals])) else { return .operand(word) }
        return Self.staysInside(String(word[word.index(after: equals)...])) ? nil : .outside(word)
    }

    /// Neither absolute, nor a home, drive, URL or option in disguise, nor climbing out. A backslash may be a separator to
    /// somebody, so it is refused.
    static func staysInside(_ word: String) -> Bool {
        let bytes = Array(word.utf8.prefix(2))
        guard !word.hasPrefix("~"), !word.utf8.contains(UInt8(ascii: "\\")), !word.contains("://"),
            bytes.count < 2 || bytes[1] != UInt8(ascii: ":"), (try? WorkspacePath(word)) != nil
        else { return false }
        // A list or an assignment (`a=/etc`, `a:/etc`, `@/etc`) may hide a path from a look at its start.
        return !["=/", ":/", "@/", ",/", "=~", ":~", "=..", ":..", "@.."].contains { word.contains($0) }
    }

    private static func isBelow(_ word: String) -> Bool { (try? WorkspacePath(word))?.components.isEmpty == false }

    private static func isName(_ word: String) -> Bool {
        guard let first = word.utf8.first, first.isLetterOrDigit else { return false }
        return word.utf8.allSatisfy { $0.isLetterOrDigit || ".-_:/@+,".utf8.contains($0) } && !word.contains("..")
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
