/// Compares one command with one rule, word by word.
struct CommandRuleMatch {
    private let rule: CommandRule
    private let words: [String]
    private let folder: WorkspacePath
    private var at = 0
    private var leading: ArraySlice<CommandWord>
    private var operands = 0
    private var onlyOperands = false

    /// Why the rule doesn't allow the command; nil if it does.
    static func objection(to argv: [String], by rule: CommandRule, in folder: WorkspacePath) -> CommandObjection? {
        guard argv.first == rule.program else { return .program(argv.first ?? "") }
        let given = argv.dropFirst().prefix(rule.words.count)
        guard given.elementsEqual(rule.words) else { return .subcommand(given.first ?? "") }
        var match = CommandRuleMatch(rule, Array(argv.dropFirst(1 + rule.words.count)), folder)
        return match.firstObjection()
    }

    private init(_ rule: CommandRule, _ words: [String], _ folder: WorkspacePath) {
        self.rule = rule
        self.folder = folder
        self.words = words
        leading = rule.leading[...]
    }

    private mutating func firstObjection() -> CommandObjection? {
        while at < words.count {
            let word = words[at]
            at += 1
            let objection =
                if onlyOperands || !word.hasPrefix("-") || word == "-" { takeOperand(word) } else { takeFlag(word) }
            if let objection { return objection }
        }
        return leading.isEmpty ? nil : .missing
    }

    private mutating func takeOperand(_ word: String) -> CommandObjection? {
        guard let kind = leading.popFirst() ?? rule.rest else { return .operand(word) }
        operands += 1
        return kind.objection(to: word, in: folder)
    }

    private mutating func takeFlag(_ word: String) -> CommandObjection? {
        if rule.passesFlags, operands > 0 || rule.program == CommandRule.ownProgram { return takeOwnFlag(word) }
        if rule.passesFlags, rule.rest == .text { return nil }
        if word == "--" {
            onlyOperands = true
            return nil
        }
        if rule.switches.contains(word) {
            if rule.instead.contains(word) { leading = [] }
            return nil
        }
        if let kind = rule.options[word] { return takeValue(of: word, kind) }
        if rule.isNumberFlag, word.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) { return nil }
        if let equals = word.firstIndex(of: "="), let kind = rule.options[String(word[..<equals])] {
            return use(String(word[..<equals]), kind, String(word[word.index(after: equals)...]))
        }
        guard !word.hasPrefix("--") else { return .flag(word) }
        return takeCluster(word)
    }

    /// `-abc`, `-n5`, `-DNAME=VALUE`.
    private mutating func takeCluster(_ word: String) -> CommandObjection? {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let flag = "-\(letter)"
            if let kind = rule.options[flag] {
                return letters.isEmpty ? takeValue(of: flag, kind) : use(flag, kind, String(letters))
            }
            guard rule.clusters, rule.switches.contains(flag) else { return .flag(word) }
        }
        return nil
    }

    private mutating func takeValue(of flag: String, _ kind: CommandWord) -> CommandObjection? {
        switch kind {
        case .attachedText: return nil
        case .count: guard at < words.count, kind.objection(to: words[at], in: folder) == nil else { return nil }
        case .path, .pathBelow, .file, .folder, .pythonFile, .javaScriptFile, .name, .text, .definition, .sedScript,
            .awkProgram:
            guard at < words.count else { return .value(flag) }
        }
        at += 1
        return use(flag, kind, words[at - 1])
    }

    private mutating func use(_ flag: String, _ kind: CommandWord, _ value: String) -> CommandObjection? {
        if rule.instead.contains(flag) { leading = [] }
        return kind.objection(to: value, in: folder)
    }

    /// A flag of the workspace's own program: any, as long as it names no place outside.
    private func takeOwnFlag(_ word: String) -> CommandObjection? {
        if rule.rest == .text { return nil }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isInside =
            !parts[0].contains("/") && CommandWord.staysInside(parts.count > 1 ? String(parts[1]) : "", in: folder)
        return isInside ? nil : .outside(word)
    }
}
