/// A script for PowerShell that is known to the last word: commandlets with plain arguments, one after the other or in pipelines.
///
/// PowerShell's grammar is large. What is read here is the part in which a word means just what it says (`about_Parsing`,
/// `about_Quoting_Rules`, `about_Wildcards`). Variables, sub-expressions, blocks, operators, arrays, redirections, aliases,
/// programs, drives, and wildcards where a path may stand make a script unreadable, which is no way around anything: it
/// is asked about whole.
public struct PowerShellScript: Sendable, Hashable {
    /// Each as a program with its arguments, in the spelling of policy's rules: PowerShell itself takes upper and lower case
    /// for the same.
    public let commands: [[String]]

    /// Longer scripts are not read; the same as for a command line, in UTF-8 bytes.
    private static let longest = CommandLine.longestLine

    /// Nil for a script that isn't known to the last word.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.longest, let tokens = Self.tokens(of: Array(text.unicodeScalars)) else {
            return nil
        }
        var commands: [[String]] = []
        for statement in tokens.split(separator: .end) {
            let stages = statement.split(separator: .pipe, omittingEmptySubsequences: false)
            for (index, stage) in stages.enumerated() {
                guard let command = Self.command(Array(stage), isFed: index > 0) else { return nil }
                commands.append(command)
            }
        }
        guard !commands.isEmpty else { return nil }
        self.commands = commands
    }

    // MARK: Words

    private enum Token: Hashable {
        case bare(String)
        case quoted(String)
        case pipe
        case end
    }

    private static func tokens(of text: [Unicode.Scalar]) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case " ", "\t": index += 1
            case "\n", "\r", ";":
                tokens.append(.end)
                index += 1
            case "|":
                tokens.append(.pipe)
                index += 1
            case "'", "\"":
                guard let word = quoted(text, &index) else { return nil }
                tokens.append(.quoted(word))
            default:
                guard let word = bare(text, &index) else { return nil }
                tokens.append(.bare(word))
            }
        }
        return tokens
    }

    private static func bare(_ text: [Unicode.Scalar], _ index: inout Int) -> String? {
        let start = index
        while index < text.count, isBare(text[index]) { index += 1 }
        guard index > start, isBoundary(text, index) else { return nil }
        return String(String.UnicodeScalarView(text[start..<index]))
    }

    /// The text between two quotes that hold no other quote and nothing that is expanded.
    private static func quoted(_ text: [Unicode.Scalar], _ index: inout Int) -> String? {
        let quote = text[index]
        let start = index + 1
        index = start
        while index < text.count, text[index] != quote {
            let isPlain = text[index].value >= 0x20 && text[index] != "\u{7F}" && !alsoQuotes.contains(text[index])
            guard isPlain, quote == "'" || (text[index] != "$" && text[index] != "`") else { return nil }
            index += 1
        }
        guard index < text.count else { return nil }
        let word = String(String.UnicodeScalarView(text[start..<index]))
        index += 1
        return isBoundary(text, index) ? word : nil
    }

    /// PowerShell takes these for `'` and `"` (`about_Quoting_Rules`); the plain ones inside of each other are left out with them.
    private static let alsoQuotes: Set<Unicode.Scalar> = [
        "'", "\"", "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{201C}", "\u{201D}", "\u{201E}",
    ]

    private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = UInt8(exactly: scalar.value), scalar.isASCII else { return false }
        return byte.isLetterOrDigit || "_./=+-*?".utf8.contains(byte)
    }

    private static func isBoundary(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        index == text.count || [" ", "\t", "\n", "\r", ";", "|"].contains(text[index])
    }

    // MARK: Commands

    /// What is only looked at as text, by the parameter before it.
    private static let texts: Set<String> = ["-Filter", "-Include", "-Exclude", "-Pattern", "-InputObject"]

    /// - Parameter isFed: Whether it reads what another commandlet gives. Only some may: to others, a path could come that way.
    private static func command(_ tokens: [Token], isFed: Bool) -> [String]? {
        guard case .bare(let name) = tokens.first, let known = Commandlet.named(name), known.isFilter || !isFed else {
            return nil
        }
        var words = [known.name]
        for token in tokens.dropFirst() {
            let isText = texts.contains(words[words.count - 1])
            switch token {
            case .bare(let word) where word.hasPrefix("-"):
                // -a.b and -1 are read in ways of their own
                guard word.count > 1, word.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
                words.append(known.parameters[word.lowercased()] ?? word)
            case .bare(let word), .quoted(let word):
                guard !word.hasPrefix("-"), isText || !word.contains(where: { "*?[:".contains($0) }) else { return nil }
                // a link may lead anywhere
                guard known.name != "New-Item" || !["symboliclink", "junction", "hardlink"].contains(word.lowercased())
                else { return nil }
                words.append(word)
            case .pipe, .end: return nil
            }
        }
        return words
    }

    /// A commandlet that rules know.
    private struct Commandlet {
        let name: String
        /// By their names in lower case.
        let parameters: [String: String]
        let isFilter: Bool

        static func named(_ name: String) -> Commandlet? { all[name.lowercased()] }

        private static let all: [String: Commandlet] = {
            let filters = Set(CommandRule.powerShellFilters.map(\.program))
            var all: [String: Commandlet] = [:]
            for rule in CommandRule.powerShell {
                let names = rule.switches.union(rule.options.keys)
                all[rule.program.lowercased()] = Commandlet(
                    name: rule.program, parameters: Dictionary(names.map { ($0.lowercased(), $0) }) { $1 },
                    isFilter: filters.contains(rule.program))
            }
            return all
        }()
    }
}
