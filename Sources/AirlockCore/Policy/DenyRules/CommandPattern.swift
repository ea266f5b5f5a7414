/// Commands that a policy file forbids or has asked about: a program, words that it is given in this order (others may stand
/// between them), and a flag and an argument of those that are listed, if any are.
struct CommandPattern: Sendable, Hashable {
    let name: String
    let reason: String
    /// `*` for any.
    let program: String
    let words: [String]
    /// Any of them: as it is, with a value (`--force=x`), or for a single letter among others (`-xf`).
    let flags: [String]
    /// Any of them, in whole; `*` stands for any characters.
    let arguments: [String]
    let examples: RuleExamples

    init(name: String, reason: String, command: String, flags: [String], arguments: [String], examples: RuleExamples) {
        let parts = command.split(separator: " ").map(String.init)
        self.name = name
        self.reason = reason
        program = parts.first ?? "*"
        words = Array(parts.dropFirst())
        self.flags = flags
        self.arguments = arguments
        self.examples = examples
    }

    /// The same as a rule that is tried wherever a command may hide.
    var rule: DenyRule {
        DenyRule(
            name, reason, programs: program == "*" ? nil : [program.lowercased()], match: examples.match,
            not: examples.notMatch
        ) { matches($0.arguments) }
    }

    private func matches(_ given: [String]) -> Bool {
        var wanted = words[...]
        for word in given where word == wanted.first { wanted.removeFirst() }
        return wanted.isEmpty && (flags.isEmpty || given.contains(where: isListed))
            && (arguments.isEmpty || given.contains { word in arguments.contains { Self.fits(word, $0) } })
    }

    private func isListed(_ word: String) -> Bool {
        flags.contains { flag in
            if word == flag || word.hasPrefix(flag + "=") { return true }
            guard flag.utf8.count == 2, flag.hasPrefix("-"), word.hasPrefix("-"), !word.hasPrefix("--") else {
                return false
            }
            return word.dropFirst().contains { flag.hasSuffix(String($0)) }
        }
    }

    /// Whether `word` is what `pattern` says; takes at most the product of their lengths.
    private static func fits(_ word: String, _ pattern: String) -> Bool {
        let (word, pattern) = (Array(word.utf8), Array(pattern.utf8))
        var (at, next) = (0, 0)
        var retry: (at: Int, next: Int)?
        while at < word.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                retry = (at, next)
                next += 1
            } else if next < pattern.count, pattern[next] == word[at] {
                at += 1
                next += 1
            } else if let last = retry {
                retry = (last.at + 1, last.next)
                at = last.at + 1
                next = last.next + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
