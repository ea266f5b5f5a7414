/// Looks for a command that a deny rule knows, also inside wrappers, scripts in quotes and lines that don't parse.
///
/// Bounded: it looks at no more than `budget` commands and 6 scripts inside each other, then gives up. That is no way
/// around anything, because a line with a wrapper or without a clear reading is never allowed.
struct DenialSearch {
    private let rules: DenyRuleIndex
    private var budget = 1_000
    private static let deepestScript = 6
    /// A wrapper's own options take fewer words than this.
    private static let mostPrefixWords = 32

    /// Programs that run the command that their arguments are, or the script that one of them is.
    private static let wrappers: Set<String> = [
        "sudo", "doas", "su", "runuser", "pkexec", "env", "nohup", "time", "nice", "ionice", "chrt", "taskset",
        "timeout",
        "xargs", "parallel", "setsid", "stdbuf", "script", "watch", "flock", "chroot", "unshare", "nsenter", "strace",
        "ltrace", "command", "builtin", "exec", "eval", "trap", "busybox", "toybox", "ssh", "start",
        "start-process", "invoke-expression", "iex", "invoke-command", "icm", "runas", "cmd", "powershell", "pwsh",
        "wsl",
        "sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "tcsh", "csh", "docker", "podman", "call", "forfiles",
    ]

    /// Programs that run a script, or a command after `-exec`, among arguments that are something else.
    private static let interpreters: Set<String> = [
        "find", "python", "python3", "perl", "ruby", "node", "php", "awk", "gdb",
    ]

    init(_ rules: DenyRuleIndex) { self.rules = rules }

    /// The first rule that matches something in `text`.
    /// - Parameter line: What ``CommandLine/parse(_:)`` says of `text`.
    mutating func find(in text: String, parsed line: CommandLine) -> DenyRule? {
        // A longer line is never allowed; its beginning is enough for a label.
        let isLong = text.utf8.count > CommandLine.longestLine
        let text = isLong ? String(decoding: text.utf8.prefix(CommandLine.longestLine), as: UTF8.self) : text
        if Self.isForkBomb(text) { return DenyRule.forkBomb }
        return find(in: text, exact: line.commands, depth: 0)
    }

    private mutating func find(in text: String, exact: [[String]]?, depth: Int) -> DenyRule? {
        guard depth <= Self.deepestScript, budget > 0 else { return nil }
        let windows = exact != nil && Self.readsAlike(text) ? [] : CommandLine.rawWords(text, as: .windows)
        for words in (exact ?? CommandLine.rawWords(text, as: .posix)) + windows {
            if let rule = find(in: words, depth: depth) { return rule }
        }
        return nil
    }

    /// Whether the readings of POSIX and Windows have the same words: none of the characters that they take differently.
    private static func readsAlike(_ text: String) -> Bool {
        !text.utf8.contains { byte in
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: ","),
                UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"),
                UInt8(ascii: ">"), UInt8(ascii: "\n"):
                true
            default: false
            }
        }
    }

    private mutating func find(in words: [String], depth: Int) -> DenyRule? {
        if let rule = match(words) { return rule }
        guard let command = DenyCandidate(words) else { return nil }
        var scripts: [String] = []
        if Self.wrappers.contains(command.program) {
            for start in command.arguments.indices.prefix(Self.mostPrefixWords) {
                if let rule = match(command.arguments[start...]) { return rule }
            }
            scripts = command.arguments.filter(Self.mayBeScript)
            if command.arguments.count > 1 { scripts.append(command.arguments.joined(separator: " ")) }
        } else if Self.interpreters.contains(command.program) {
            for (index, word) in command.arguments.enumerated() where word.hasPrefix("-exec") || word.hasPrefix("-ok") {
                if let rule = match(command.arguments[(index + 1)...]) { return rule }
            }
            scripts = command.arguments.filter(Self.mayBeScript)
        } else if Self.mayBeScript(words[0]) {
            scripts = [words[0]]
        }
        for script in scripts {
            let exact = CommandLine.parse(script).commands
            if let rule = find(in: script, exact: exact, depth: depth + 1) { return rule }
        }
        return nil
    }

    private mutating func match(_ words: some Collection<String>) -> DenyRule? {
        budget -= 1
        guard budget > 0, let command = DenyCandidate(words) else { return nil }
        return rules.first(matching: command)
    }

    private static func mayBeScript(_ word: String) -> Bool {
        word.utf8.contains {
            [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "$")].contains($0)
        }
    }

    /// `name(){ name|name& };name` with any blanks, and cmd's `%0|%0`.
    private static func isForkBomb(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.contains(UInt8(ascii: "|")), bytes.contains(UInt8(ascii: "{")) || bytes.contains(UInt8(ascii: "%"))
        else { return false }
        let dense = text.filter { !$0.isWhitespace }
        if dense.contains("%0|%0") { return true }
        guard let brace = dense.firstRange(of: "(){") else { return false }
        let name = dense[..<brace.lowerBound].reversed().prefix { !";&|({".contains($0) }.reversed()
        return !name.isEmpty && dense[brace.upperBound...].hasPrefix(String(name) + "|" + String(name))
    }
}
