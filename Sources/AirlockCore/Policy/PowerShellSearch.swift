/// Looks for a command that starts PowerShell, also behind a wrapper or in a script in quotes.
///
/// It reads loosely and errs on the side of finding: what it finds is asked about, nothing more.
enum PowerShellSearch {
    private static let deepestScript = 6

    /// Programs whose arguments may be a command, or a script.
    private static let wrappers: Set<String> = [
        "sudo", "doas", "su", "env", "nohup", "time", "nice", "ionice", "timeout", "xargs", "parallel", "setsid",
        "stdbuf",
        "script", "watch", "flock", "chroot", "unshare", "nsenter", "strace", "command", "builtin", "exec", "eval",
        "trap",
        "busybox", "ssh", "start", "start-process", "cmd", "wsl", "sh", "bash", "dash", "zsh", "ksh", "ash", "fish",
        "find",
        "python", "python3", "perl", "ruby", "node", "php", "awk",
    ]

    static func finds(in text: String) -> Bool { finds(in: text, depth: 0) }

    /// Whether a program of this name or path is PowerShell, or a script of its own.
    static func isProgram(_ word: String) -> Bool {
        let name = baseName(word)
        return ["pwsh", "pwsh-preview", "powershell", "powershell_ise"].contains(name) || name.hasSuffix(".ps1")
    }

    private static func finds(in text: String, depth: Int) -> Bool {
        guard depth <= deepestScript else { return true }
        let commands = CommandLine.rawWords(text, as: .posix) + CommandLine.rawWords(text, as: .windows)
        return commands.contains { starts($0, depth: depth) }
    }

    private static func starts(_ words: [String], depth: Int) -> Bool {
        let command = words.drop { isAssignment($0) || ["!", "then", "do", "else", "if", "while"].contains($0) }
        guard let program = command.first else { return false }
        if isProgram(program) { return true }
        guard wrappers.contains(baseName(program)) else { return false }
        return command.dropFirst().contains { word in
            isProgram(word) || (word.contains(where: \.isWhitespace) && finds(in: word, depth: depth + 1))
        }
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return false }
        return word[..<equals].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// The last part of a path in either world, in lower case, without `.exe`.
    private static func baseName(_ word: String) -> String {
        let last = word.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map { $0.lowercased() } ?? ""
        return last.hasSuffix(".exe") ? String(last.dropLast(4)) : last
    }
}
