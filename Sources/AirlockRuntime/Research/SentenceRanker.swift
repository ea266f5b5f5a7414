import Glibc

/// Ranks a page's sentences by what they say about a query: Okapi BM25 (k1 = 1.2, b = 0.4; Robertson and Zaragoza, "The
/// Probabilistic Relevance Framework", 2009), each sentence a document. The small b keeps
/// short sentences, which say little, from winning.
public struct SentenceRanker: Sendable {
    static let minWords = 6
    /// Longer ones are tables and lists that lost their markup.
    static let maxCharacters = 400

    public init() {}

    /// The sentences worth quoting, best first, at most `limit`: questions, fragments and repetitions are left out.
    public func rank(_ sentences: [Substring], query: String, limit: Int) -> [String] {
        var seen: Set<String> = []
        let candidates = sentences.map(String.init).filter { Self.isQuotable($0) && seen.insert($0).inserted }
        let documents = candidates.map { TaskWords($0).lower.map(Self.stem) }
        let terms = Set(TaskWords(query).lower.map(Self.stem).filter { $0.count > 1 })
        let average = Double(documents.reduce(0) { $0 + $1.count }) / Double(max(1, documents.count))
        var weights: [String: Double] = [:]
        for term in terms {
            let holders = Double(documents.count { $0.contains(term) })
            weights[term] = log1p((Double(documents.count) - holders + 0.5) / (holders + 0.5))
        }
        let scores = documents.map { Self.score($0, weights, average) }
        return candidates.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(limit).map { candidates[$0] }
    }

    private static func score(_ document: [String], _ weights: [String: Double], _ average: Double) -> Double {
        weights.reduce(0) { total, item in
            let frequency = Double(document.count { $0 == item.key })
            let length = 1 - 0.4 + 0.4 * Double(document.count) / max(1, average)
            return total + item.value * frequency * 2.2 / (frequency + 1.2 * length)
        }
    }

    /// A whole statement: no question, heading or fragment.
    static func isQuotable(_ sentence: String) -> Bool {
        let letters = sentence.count { $0.isLetter || $0.isWhitespace }
        return ".!…".contains(sentence.last { !"\"'”’»)]".contains($0) } ?? "?")
            && QuoteScanner.wordCount(sentence) >= minWords
            && sentence.count <= maxCharacters
            && letters * 10 >= sentence.count * 7
    }

    /// Endings off, so that `hooks` finds `hook` and `хуки` finds `хуков`.
    static func stem(_ word: String) -> String {
        let endings = [
            "ing", "ed", "es", "s", "ами", "ями", "ого", "его", "ому", "ему", "ых", "их", "ов", "ев", "ей", "ам", "ям",
            "ах", "ях",
            "ом", "ем", "ой", "ый", "ий", "ая", "яя", "ое", "ее", "ы", "и", "а", "я", "у", "ю", "е", "о",
        ]
        guard let ending = endings.first(where: { word.hasSuffix($0) && word.count - $0.count >= 3 }) else {
            return word
        }
        return String(word.dropLast(ending.count))
    }
}
