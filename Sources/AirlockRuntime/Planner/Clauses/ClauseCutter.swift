/// Finds where one clause ends and the next begins.
struct ClauseCutter {
    /// A comma before one of these doesn't end a clause.
    private static let subordinate: Set<String> = [
        "how", "which", "that", "if", "where", "when", "what", "why", "whose", "who", "как", "что", "чтобы", "если",
        "где",
        "когда", "чем", "почему", "зачем",
    ]
    /// These begin another clause wherever they stand.
    private static let connectors: Set<String> = ["and", "then", "plus", "и", "затем", "потом"]
    /// These are dropped at the start of a clause.
    private static let openers: Set<String> = ["also", "next", "finally", "а", "также", "ещё", "еще", "наконец"]
    /// These begin another clause and stay in it.
    private static let turns: Set<String> = ["but", "но"]
    /// A stop after one of these doesn't end a sentence.
    private static let abbreviations: Set<String> = [
        "e.g.", "i.e.", "etc.", "vs.", "cf.", "т.е.", "т.д.", "т.п.", "напр.",
    ]
    private static let sentenceEnds: Set<Character> = [".", "!", "?", "…"]

    /// One clause's text, and which sentence it belongs to.
    struct Piece {
        let text: String
        let sentence: Int
        let endsWithQuestionMark: Bool
    }

    /// After `and` these are nouns, not orders, if the clause before asks or searches: `explain commit and push`.
    private static let nouns: Set<String> = [
        "git", "push", "commit", "commits", "merge", "rebase", "pull", "fetch", "clone", "build", "test", "tests",
        "run",
        "пуш", "коммит",
    ]

    private var pieces: [Piece] = []
    private var isJoined = false
    private var sentence = 0
    private var current: [Substring] = []

    static func pieces(of text: String) -> [Piece] {
        var cutter = ClauseCutter()
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            for (index, word) in words.enumerated() {
                cutter.read(word, next: index + 1 < words.count ? words[index + 1].lowercased() : "")
            }
            cutter.finish(endsSentence: true)
        }
        return cutter.pieces
    }

    private mutating func read(_ word: Substring, next: String) {
        let lower = word.lowercased()
        if lower == "and" || lower == "и", isComparing {
            current.append(word)
        } else if Self.connectors.contains(lower) {
            let joins = !current.isEmpty && (lower == "and" || lower == "и")
            finish()
            isJoined = joins
        } else if current.isEmpty, Self.openers.contains(lower.trimming(",")) {
            return
        } else if Self.turns.contains(lower) || Self.startsExclusion(lower, next) {
            finish()
            current.append(word)
        } else if let last = word.last, Self.sentenceEnds.contains(last), !Self.abbreviations.contains(lower) {
            current.append(word)
            finish(endsSentence: true)
        } else if word.hasSuffix(";") {
            current.append(word)
            finish(endsSentence: true)
        } else if word.hasSuffix(":") || word.hasSuffix(",") && !Self.isSubordinate(next) {
            current.append(word)
            finish()
        } else {
            current.append(word)
        }
    }

    private mutating func finish(endsSentence: Bool = false) {
        let piece = current.joined(separator: " ").trimming(",;:.!…", atStart: "-*•–—,.")
        current = []
        defer { if endsSentence { sentence += 1 } }
        guard piece.contains(where: { $0.isLetter || QuoteScanner.index(of: $0) != nil }) else { return }
        defer { isJoined = false }
        let words = TaskWords(piece).lower
        if isJoined, let last = pieces.last, words.allSatisfy(Self.nouns.contains), Self.asksOrSearches(last.text) {
            pieces[pieces.count - 1] = Piece(
                text: "\(last.text) and \(piece)", sentence: last.sentence, endsWithQuestionMark: piece.hasSuffix("?"))
            return
        }
        pieces.append(Piece(text: piece, sentence: sentence, endsWithQuestionMark: piece.hasSuffix("?")))
    }

    /// `between a and b`, `compare a and b`.
    private var isComparing: Bool {
        let words = current.map { $0.lowercased() }
        return !words.contains("and") && !words.contains("и")
            && (words.contains("between") || words.contains("между") || words.first == "compare"
                || words.first?.hasPrefix("сравни") == true)
    }

    private static func asksOrSearches(_ text: String) -> Bool {
        let words = TaskWords(text).lower
        return CapabilityWords.asks.matches(words, at: 0) || CapabilityWords.research.contains(in: words)
    }

    private static func isSubordinate(_ word: String) -> Bool {
        subordinate.contains(word.trimming(",.")) || word.hasPrefix("котор")
    }

    /// `without pushing`, `без пуша`: an order of its own, so that it doesn't blur the one before it.
    private static func startsExclusion(_ word: String, _ next: String) -> Bool {
        switch word {
        case "without":
            ["pushing", "committing", "running", "executing", "testing", "building"].contains(next.trimming(",.;"))
        case "без": ["пуш", "коммит", "запуск", "выполнен", "отправк"].contains { next.hasPrefix($0) }
        default: false
        }
    }
}
