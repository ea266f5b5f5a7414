/// Which command a clause names, word for word.
enum CommandWords {
    private static let stops: Set<String> = [
        "in", "on", "for", "from", "inside", "using", "and", "then", "to", "at", "before", "after", "within", "again",
        "once",
        "command", "в", "на", "для", "из", "и", "внутри", "затем", "над", "команду", "please", "with",
    ]
    /// Programs that are also plain words: named only within backticks.
    private static let plainWords: Set<String> = [
        "make", "find", "test", "sort", "which", "touch", "date", "go", "cat", "node", "python", "cmake", "dotnet",
    ]

    /// Commands whose first word is an allowed program, in order, each once.
    static func candidates(in clause: Clause, programs: Set<String>) -> [String] {
        var found: [String] = []
        for quote in clause.quotes {
            let command = quote.text.trimming("")
            if isCommand(command), programs.contains(program(of: command)), !found.contains(command) {
                found.append(command)
            }
        }
        let words = clause.bare.split(whereSeparator: \.isWhitespace).map { $0.trimming(",;!?") }
        if let start = words.indices.first(where: { isUnquoted(words, $0, programs) }) {
            let rest = words[start...]
            let end = rest.dropFirst().firstIndex { stops.contains($0.lowercased()) } ?? words.endIndex
            let command = rest[..<end].joined(separator: " ").trimming(".")
            if !found.contains(command) { found.append(command) }
        }
        return found
    }

    /// The first command in backticks whose program may not be planned.
    static func refused(in clause: Clause, programs: Set<String>) -> String? {
        clause.quotes.first { $0.isCode && !programs.contains(program(of: $0.text)) }?.text
    }

    private static func program(of command: String) -> String {
        command.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }

    private static func isCommand(_ text: String) -> Bool {
        !text.contains { $0.isNewline } && text.utf8.count <= 2_000
    }

    private static func isUnquoted(_ words: [String], _ index: Int, _ programs: Set<String>) -> Bool {
        let word = words[index]
        guard programs.contains(word) else { return false }
        let next = index + 1 < words.count ? words[index + 1] : ""
        guard plainWords.contains(word) else {
            return !next.isEmpty && !stops.contains(next.lowercased()) || word == "pytest"
        }
        let before = index > 0 ? TaskWords.fold(words[index - 1]) : ""
        let follows = CapabilityWords.run.matches([before], at: 0)
        return follows && (next.hasPrefix("-") || PathWords.isPath(next) || next == "build" || next == "test")
    }
}
