import AirlockCore

/// A question in plain words as terms of the index. Nothing in it is read as query syntax.
struct SearchQuery: Sendable, Hashable {
    private static let maximumTerms = 12
    private static let maximumBytes = 4096
    /// Characters of one term.
    private static let longestTerm = 64

    /// Lower-case, letters and digits only, in order, each once.
    let terms: [String]

    /// - Throws: `.invalidRequest` for a query without a word in it, or over 4,096 bytes.
    init(_ text: String) throws(AirlockError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw AirlockError(
                .invalidRequest, "a query of \(text.utf8.count) bytes; \(Self.maximumBytes) is the limit")
        }
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0.prefix(Self.longestTerm)) }
        guard !words.isEmpty else {
            throw AirlockError(.invalidRequest, "the query has no word in it", hint: "say what to look for")
        }
        let kept = words.filter { !StopWords.grammar.contains($0) && ($0.count > 1 || $0.first?.isNumber == false) }
        let topic = kept.filter { !StopWords.genre.contains($0) }
        var seen: Set<String> = []
        let chosen = topic.isEmpty ? (kept.isEmpty ? words : kept) : topic
        terms = Array(chosen.filter { seen.insert($0).inserted }.prefix(Self.maximumTerms))
    }

    /// `text` as one FTS5 string, whatever it holds.
    static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
