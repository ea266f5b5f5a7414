/// Compares one command with one rule, word by word.
struct CommandRuleMatch {
    private let rule: CommandRule
    private let words: [String]
    private var at = 0
    private var leading: ArraySlice<CommandRule.Word>
    private var operands = 0
    private var onlyOperands = false

    /// Why the rule doesn't allow the command; nil if it does.
    static func objection(to argv: [String], by rule: CommandRule) -> CommandObjection? {
        guard argv.first == rule.program else { return .program(argv.first ?? "") }
        let given = argv.dropFirst().prefix(rule.words.count)
        guard given.elementsEqual(rule.words) else { return .subcommand(given.first ?? "") }
        var match = CommandRuleMatch(rule, Array(argv.dropFirst(1 + rule.words.count)))
        return match.firstObjection()
    }

    private init(_ rule: CommandRule, _ words: [String]) {
        self.rule = rule
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
        return kind.objection(to: word)
    }

    private mutating func takeFlag(_ word: String) -> CommandObjection? {
        if rule.passesFlags, operands > 0 { return takeOwnFlag(word) }
        if rule.passesFlags, rule.rest == .text { return nil }
        if word == "--" {
            onlyOperands = true
            return nil
        }
        if rule.switches.contains(word) { return nil }
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

    private mutating func takeValue(of flag: String, _ kind: CommandRule.Word) -> CommandObjection? {
        switch kind {
        case .attachedText: return nil
        case .count: guard at < words.count, kind.objection(to: words[at]) == nil else { return nil }
        case .path, .pathBelow, .pythonFile, .javaScriptFile, .name, .text, .definition:
            guard at < words.count else { return .value(flag) }
        }
        at += 1
        return use(flag, kind, words[at - 1])
    }

    private mutating func use(_ flag: String, _ kind: CommandRule.Word, _ value: String) -> CommandObjection? {
        if rule.instead.contains(flag) { leading = [] }
        return kind.objection(to: value)
    }

    /// A flag of the workspace's own program: any, as long as it names no place outside.
    private func takeOwnFlag(_ word: String) -> CommandObjection? {
        if rule.rest == .text { return nil }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isInside = !parts[0].contains("/") && CommandRule.Word.staysInside(parts.count > 1 ? String(parts[1]) : "")
        return isInside ? nil : .outside(word)
    }
}
