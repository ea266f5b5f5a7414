import AirlockCore

/// Restates one sentence of a source in fewer words. A restatement that adds to the sentence is thrown away.
struct ClaimWriter {
    static let purpose = "research.claim/1"

    let model: any LanguageModel

    /// - Returns: The claim: the restatement if it passes the checks, else the sentence itself.
    func restate(_ sentence: String, query: String) async throws -> (claim: String, use: ModelUse) {
        let request = ModelRequest(
            purpose: Self.purpose,
            messages: [
                ModelMessage(
                    .system,
                    "Restate the sentence as one short plain statement in its own language. Add nothing. One line."),
                ModelMessage(.user, "Topic: \(query)\nSentence: \(sentence)"),
            ], constraint: .none, maxTokens: 60)
        let answer = try await model.answer(request)
        let claim = answer.text.trimming("")
        return (!answer.isCut && Self.follows(claim, from: sentence) ? claim : sentence, answer.use)
    }

    /// Whether the claim's numbers are the sentence's, 60 % of its long words too, and both negate or neither does.
    static func follows(_ claim: String, from sentence: String) -> Bool {
        guard !claim.isEmpty, !claim.contains(where: \.isNewline), claim.count <= sentence.count + 40 else {
            return false
        }
        let mine = TaskWords(claim).lower
        let source = TaskWords(sentence).lower
        guard numbers(claim).isSubset(of: numbers(sentence)) else { return false }
        let negates = { (words: [String]) in CapabilityWords.negations.contains(in: words) }
        guard negates(mine) == negates(source) else { return false }
        let long = mine.filter { $0.count > 4 }.map(SentenceRanker.stem)
        let known = Set(source.map(SentenceRanker.stem))
        return !long.isEmpty && long.count(where: known.contains) * 10 >= long.count * 6
    }

    private static func numbers(_ text: String) -> Set<Substring> {
        Set(text.split { !($0.isNumber || $0 == ".") }.filter { $0.contains(where: \.isNumber) })
    }
}
