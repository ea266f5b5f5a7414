public import AirlockCore

/// Cuts a task into clauses, in English and Russian: at sentence ends, `;`, `: `, `, ` (not before a subordinate word) and
/// at words that begin another order.
public struct ClauseSplitter: Sendable {
    /// Quoted spans with more words than this are hidden from the model: injections sit there.
    static let longQuoteWords = 6
    public static let maxClauses = 40

    public init() {}

    /// - Throws: `.invalidRequest` for a task without words, `.limitExceeded` for one with over 40 clauses.
    public func split(_ task: String) throws(AirlockError) -> [Clause] {
        let scanner = QuoteScanner(task)
        let pieces = ClauseCutter.pieces(of: scanner.text)
        guard !pieces.isEmpty else {
            throw AirlockError(.invalidRequest, "the task has no words", hint: "say in plain words what is to be done")
        }
        guard pieces.count <= Self.maxClauses else {
            throw AirlockError(
                .limitExceeded, "the task has \(pieces.count) parts; \(Self.maxClauses) are the limit",
                hint: "give it as several smaller tasks")
        }
        let asking = Self.askingSentences(pieces)
        return pieces.enumerated().map { index, piece in
            Self.clause(index + 1, piece.text, scanner.quotes, asks: asking.contains(piece.sentence))
        }
    }

    /// A sentence asks if it begins with an interrogative, or ends with a question mark and isn't a polite order.
    private static func askingSentences(_ pieces: [ClauseCutter.Piece]) -> Set<Int> {
        var asking: Set<Int> = []
        for (index, piece) in pieces.enumerated() {
            let words = TaskWords(piece.text).lower
            let isFirst = index == 0 || pieces[index - 1].sentence != piece.sentence
            if isFirst, CapabilityWords.interrogatives.matches(words, at: 0) { asking.insert(piece.sentence) }
            guard piece.endsWithQuestionMark, let first = pieces.first(where: { $0.sentence == piece.sentence }) else {
                continue
            }
            let opening = TaskWords(first.text).lower
            if !CapabilityWords.politeness.contains(where: { opening.starts(with: $0) }) {
                asking.insert(piece.sentence)
            }
        }
        return asking
    }

    private static func clause(_ number: Int, _ piece: String, _ all: [Clause.Quote], asks: Bool) -> Clause {
        var text = ""
        var bare = ""
        var marked = ""
        var quotes: [Clause.Quote] = []
        for character in piece {
            guard let index = QuoteScanner.index(of: character), all.indices.contains(index) else {
                text.append(character)
                bare.append(character)
                marked.append(character)
                continue
            }
            let quote = all[index]
            marked += " \(QuoteScanner.mark(quotes.count)) "
            quotes.append(quote)
            bare += " "
            let isLong = QuoteScanner.wordCount(quote.text) > longQuoteWords
            text += isLong ? "[quoted text]" : quote.isCode ? "`\(quote.text)`" : "\"\(quote.text)\""
        }
        return Clause(
            number: number, text: text, bare: bare, marked: marked, quotes: quotes, isQuestion: asks)
    }
}
