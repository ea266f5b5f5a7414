/// Words that may be a command, made comparable.
struct DenyCandidate: Sendable {
    /// Lower case, without its folder and without `.exe` and the like.
    let program: String
    let arguments: [String]

    /// Nil if there is no command behind reserved words and assignments.
    init?(_ words: some Collection<String>) {
        let command = words.drop { Self.prefixes.contains($0) || Self.isAssignment($0) }
        guard let first = command.first, !first.isEmpty else { return nil }
        var name = first.lowercased().split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? first
        for suffix in [".exe", ".com", ".cmd", ".bat"] where name.hasSuffix(suffix) && name.count > suffix.count {
            name.removeLast(suffix.count)
        }
        program = name
        arguments = Array(command.dropFirst().prefix(Self.mostArguments))
    }

    /// More than this many arguments aren't looked at: see ``DenialSearch`` for why that is safe.
    private static let mostArguments = 200

    private static let prefixes: Set<String> = [
        "if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "-", "@",
    ]

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), let first = word.first else { return false }
        let name = word[..<equals]
        return (first.isLetter || first == "_") && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }

    /// Arguments that are neither `-x` nor `/x`.
    var targets: [String] { arguments.filter { !$0.hasPrefix("-") && !Self.isWindowsSwitch($0) } }

    /// Whether a flag is there, as GNU, PowerShell (any unambiguous beginning) or cmd would read it.
    func has(letter: Character, long: String, windows: String? = nil) -> Bool {
        arguments.contains { argument in
            let lower = argument.lowercased()
            if let windows, lower == "/\(windows)" || lower.hasPrefix("/\(windows)/") { return true }
            if lower.hasPrefix("--") { return lower.count > 2 && long.hasPrefix(lower.dropFirst(2)) }
            guard lower.hasPrefix("-"), lower.count > 1 else { return false }
            return lower.dropFirst().contains(letter) && lower.count <= 6 || long.hasPrefix(lower.dropFirst())
        }
    }

    private static func isWindowsSwitch(_ word: String) -> Bool {
        let letters = word.dropFirst()
        return word.hasPrefix("/") && (1...3).contains(letters.count) && letters.first != "/"
            && letters.allSatisfy { $0.isLetter || $0 == "/" }
            && !["bin", "dev", "etc", "lib", "mnt", "opt", "run", "srv", "sys", "usr", "var"].contains(letters)
    }
}
