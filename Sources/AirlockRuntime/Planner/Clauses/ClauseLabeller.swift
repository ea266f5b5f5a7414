import AirlockCore

/// Asks a model for one label a clause, under a grammar with the line numbers fixed, so that none can be skipped or invented.
struct ClauseLabeller {
    static let purpose = "plan.labels/1"

    let model: any LanguageModel
    let takesGrammar: Bool

    /// - Returns: A label a clause; nil where the answer is odd.
    func label(
        _ clauses: [Clause], onText: @escaping @Sendable (String) -> Void
    ) async throws -> (labels: [ClauseLabel?], use: ModelUse) {
        let request = ModelRequest(
            purpose: Self.purpose,
            messages: LabelPrompt.messages + [ModelMessage(.user, LabelPrompt.lines(clauses.map(\.text)))],
            constraint: takesGrammar ? .grammar(Self.grammar(lines: clauses.count)) : .none,
            maxTokens: clauses.count * 12 + 16)
        let answer = try await model.answer(request, onText: onText)
        return (Self.parse(answer.text, count: clauses.count), answer.use)
    }

    static func grammar(lines: Int) -> String {
        let root = (1...max(1, lines)).map { GBNF.literal("\($0). ") + " lab" }.joined(separator: " \"\\n\" ")
        return "root ::= \(root)\nlab ::= \(GBNF.anyOf(ClauseLabel.allCases.map(\.rawValue)))\n"
    }

    /// Reads `3. label` line by line. A missing, repeated or unknown line gives nil.
    static func parse(_ text: String, count: Int) -> [ClauseLabel?] {
        var labels: [ClauseLabel?] = Array(repeating: nil, count: count)
        var seen: Set<Int> = []
        for line in text.split(whereSeparator: \.isNewline) {
            guard let dot = line.firstIndex(of: "."), let number = Int(line[..<dot].trimming("")),
                (1...max(1, count)).contains(number), labels.indices.contains(number - 1)
            else { continue }
            let label = ClauseLabel(rawValue: line[line.index(after: dot)...].trimming(""))
            labels[number - 1] = seen.insert(number).inserted ? label : nil
        }
        return labels
    }
}
