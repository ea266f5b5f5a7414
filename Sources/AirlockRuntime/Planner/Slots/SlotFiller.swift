import AirlockCore

/// Asks a model what the words leave open, under a grammar whose alternatives are strings copied from the task. Only a
/// search query and the text of a file are free.
struct SlotFiller {
    static let purpose = "plan.slots/1"
    static let textPurpose = "plan.text/1"

    let model: any LanguageModel
    let takesGrammar: Bool

    private static let system = """
        You fill in what a task leaves open, one numbered line for each question, nothing else.
        query = 2 to 6 English keywords for a search engine: the subject only, technical names kept exactly as they are written
        name = what the project is called, or none
        command = the command to run
        """
    private static let examples: [(String, String)] = [
        (
            "1. query for: Gather 4 papers on how B-tree indexes work\n2. name in: Start a Rust project sorter for numbers",
            "1. B-tree indexes\n2. sorter"
        ),
        ("1. query for: Узнай, как устроен планировщик задач в Linux", "1. Linux task scheduler"),
    ]

    func fill(
        _ questions: [SlotQuestion], task: String, onText: @escaping @Sendable (String) -> Void
    ) async throws -> (answers: SlotAnswers, uses: [ModelUse]) {
        var answers: SlotAnswers = [:]
        var uses: [ModelUse] = []
        let lines = questions.filter { $0.key.kind != .text }
        if !lines.isEmpty {
            let answer = try await model.answer(request(lines), onText: onText)
            uses.append(answer.use)
            answers = Self.parse(answer.text, lines)
        }
        for question in questions where question.key.kind == .text {
            let answer = try await model.answer(Self.request(text: question, task: task), onText: onText)
            uses.append(answer.use)
            answers[question.key] = Self.plainText(answer.text)
        }
        return (answers, uses)
    }

    private func request(_ questions: [SlotQuestion]) -> ModelRequest {
        let asked = questions.enumerated().map { "\($0 + 1). \(Self.word(for: $1.key.kind)): \($1.clause)" }
        var messages = [ModelMessage(.system, Self.system)]
        for (user, assistant) in Self.examples {
            messages += [ModelMessage(.user, user), ModelMessage(.assistant, assistant)]
        }
        messages.append(ModelMessage(.user, asked.joined(separator: "\n")))
        let length = questions.reduce(0) { $0 + ($1.choices.map(\.utf8.count).max() ?? 80) }
        return ModelRequest(
            purpose: Self.purpose, messages: messages,
            constraint: takesGrammar ? .grammar(Self.grammar(questions)) : .none,
            maxTokens: min(800, 16 * questions.count + length / 2))
    }

    private static func word(for kind: SlotQuestion.Kind) -> String {
        switch kind {
        case .query: "query for"
        case .projectName: "name in"
        case .command: "command in"
        case .text: "text for"
        }
    }

    static func grammar(_ questions: [SlotQuestion]) -> String {
        var root: [String] = []
        var rules = ""
        for (index, question) in questions.enumerated() {
            let name = question.choices.isEmpty ? "free" : "s\(index + 1)"
            root.append(GBNF.literal("\(index + 1). ") + " " + name)
            if !question.choices.isEmpty { rules += "\(name) ::= \(GBNF.anyOf(question.choices))\n" }
        }
        if questions.contains(where: \.choices.isEmpty) { rules += "free ::= [^\\n] [^\\n]{1,79}\n" }
        return "root ::= \(root.joined(separator: " \"\\n\" "))\n\(rules)"
    }

    /// Keeps a line only if it is the one asked for and, where there are choices, one of them.
    static func parse(_ text: String, _ questions: [SlotQuestion]) -> SlotAnswers {
        var answers: SlotAnswers = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let dot = line.firstIndex(of: "."), let number = Int(line[..<dot]),
                questions.indices.contains(number - 1)
            else { continue }
            let question = questions[number - 1]
            let value = line[line.index(after: dot)...].trimming("")
            guard question.choices.isEmpty ? !value.isEmpty : question.choices.contains(value) else { continue }
            answers[question.key] = value
        }
        return answers
    }

    private static func request(text question: SlotQuestion, task: String) -> ModelRequest {
        let system = "You write the text that an order asks to put into a file. Give the text only, at most ten lines."
        let user = "Task: \(task.prefix(2_000))\nWrite the text for this part: \(question.clause)"
        return ModelRequest(
            purpose: textPurpose, messages: [ModelMessage(.system, system), ModelMessage(.user, user)],
            constraint: .none,
            maxTokens: 200)
    }

    /// Without the fence that models put around a text.
    private static func plainText(_ text: String) -> String {
        var lines = text.trimming("").split(separator: "\n", omittingEmptySubsequences: false)
        if lines.first?.hasPrefix("```") == true { lines.removeFirst() }
        if lines.last?.hasPrefix("```") == true { lines.removeLast() }
        return lines.joined(separator: "\n").filter { $0 == "\n" || $0 == "\t" || !isControl($0) }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}
