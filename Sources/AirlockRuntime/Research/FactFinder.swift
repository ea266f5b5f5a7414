public import AirlockCore

/// Takes findings from one page. A model may only choose among the page's own sentences; every quote is checked against the
/// text all the same, because a server can ignore a grammar.
public struct FactFinder: Sendable {
    static let purpose = "research.quotes/1"
    static let maxSentences = 14
    public static let maxFindings = 5
    private static let maxPageBytes = 1 << 20

    /// What one page gave.
    public struct Facts: Sendable, Hashable {
        public let findings: [Finding]
        /// Quotes that a model gave and the page doesn't hold.
        public let refused: Int
        public let modelUses: [ModelUse]

        public init(findings: [Finding], refused: Int, modelUses: [ModelUse]) {
            self.findings = findings
            self.refused = refused
            self.modelUses = modelUses
        }
    }

    private let model: (any LanguageModel)?
    private let writesClaims: Bool

    /// - Parameter writesClaims: Whether each quote is restated by the model, one more request each; else the claim is the quote.
    public init(model: (any LanguageModel)?, writesClaims: Bool) {
        self.model = model
        self.writesClaims = writesClaims
    }

    /// - Parameters:
    ///   - text: The source's stored text, of which every quote is an exact substring.
    ///   - count: 1…5.
    /// - Returns: At most `count` findings, best first. Without a model, or if it fails, the best-ranked sentences.
    /// - Throws: `.cancelled` only.
    public func find(
        _ query: String, source: Source, text: String, count: Int, progress: @escaping @Sendable (String) -> Void
    ) async throws -> Facts {
        guard text.utf8.count <= Self.maxPageBytes else { return Facts(findings: [], refused: 0, modelUses: []) }
        let count = min(Self.maxFindings, max(1, count))
        let ranked = SentenceRanker().rank(
            SentenceSplitter().split(text).filter { Self.isPlain($0) }, query: query, limit: Self.maxSentences)
        guard !ranked.isEmpty else { return Facts(findings: [], refused: 0, modelUses: []) }
        var uses: [ModelUse] = []
        var quotes = Array(ranked.prefix(count))
        var refused = 0
        if let model, ranked.count > count, let chosen = try await choose(ranked, query, count, model, progress) {
            uses.append(chosen.use)
            let (kept, lost) = Self.check(chosen.text, in: text, count: count)
            refused = lost
            if !kept.isEmpty { quotes = kept }
        }
        var findings: [Finding] = []
        for quote in quotes {
            let claim = try await claim(for: quote, query, &uses, progress)
            findings.append(Finding(claim: claim, sourceID: source.sourceID, quote: quote))
        }
        return Facts(findings: findings, refused: refused, modelUses: uses)
    }

    private func choose(
        _ sentences: [String], _ query: String, _ count: Int, _ model: any LanguageModel,
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> (text: String, use: ModelUse)? {
        try await Planner.unlessFailed(progress) {
            let profile = try await model.profile()
            let list = sentences.map { "- \($0)" }.joined(separator: "\n")
            let user = "Sentences of a page:\n\(list)\n\nCopy the \(count) that say most about: \(query)"
            let longest = sentences.map(\.utf8.count).max() ?? 0
            let request = ModelRequest(
                purpose: Self.purpose,
                messages: [
                    ModelMessage(
                        .system,
                        "You copy sentences word for word, one on each line, starting with \"- \". Nothing else."),
                    ModelMessage(.user, user),
                ],
                constraint: profile.takesGrammar ? .grammar(Self.grammar(sentences, count: count)) : .none,
                maxTokens: min(900, count * (longest / 2 + 8)))
            progress("\(Self.purpose): \(sentences.count) sentences")
            let answer = try await model.answer(request)
            return (answer.text, answer.use)
        }
    }

    /// `count` lines, each one of the page's own sentences.
    static func grammar(_ sentences: [String], count: Int) -> String {
        let root = Array(repeating: "\"- \" s", count: count).joined(separator: " \"\\n\" ")
        return "root ::= \(root)\ns ::= \(GBNF.anyOf(sentences))\n"
    }

    /// Keeps what the page really says, each once.
    static func check(_ answer: String, in text: String, count: Int) -> (kept: [String], refused: Int) {
        var kept: [String] = []
        var refused = 0
        for line in answer.split(whereSeparator: \.isNewline) {
            let quote = line.trimming("", atStart: "-").trimming("")
            guard !quote.isEmpty, !kept.contains(quote) else { continue }
            if SentenceRanker.isQuotable(quote), text.contains(quote) {
                if kept.count < count { kept.append(quote) }
            } else {
                refused += 1
            }
        }
        return (kept, refused)
    }

    /// One line without control characters, so that a quote reads the same in the report.
    private static func isPlain(_ sentence: Substring) -> Bool {
        !sentence.contains { $0.isNewline } && !sentence.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    private func claim(
        for quote: String, _ query: String, _ uses: inout [ModelUse], _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> String {
        guard writesClaims, let model else { return quote }
        let written = try await Planner.unlessFailed(progress) {
            try await ClaimWriter(model: model).restate(quote, query: query)
        }
        if let written { uses.append(written.use) }
        return written?.claim ?? quote
    }
}
