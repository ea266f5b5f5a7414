/// Cuts a page's text into sentences. Each is an exact substring of the text, so it can be quoted.
public struct SentenceSplitter: Sendable {
    static let maxSentences = 4_000
    /// A stop after one of these doesn't end a sentence.
    private static let abbreviations: Set<String> = [
        "e.g.", "i.e.", "etc.", "vs.", "cf.", "fig.", "no.", "approx.", "mr.", "dr.", "al.", "т.е.", "т.д.", "т.п.",
        "рис.",
        "напр.", "см.", "др.",
    ]
    private static let closers: Set<Character> = ["\"", "'", "”", "’", "»", ")", "]"]

    public init() {}

    /// In the order of the text; at most 4,000. A paragraph ends a sentence.
    public func split(_ text: String) -> [Substring] {
        var sentences: [Substring] = []
        for paragraph in Self.paragraphs(of: text) where sentences.count < Self.maxSentences {
            sentences += Self.sentences(in: paragraph)
        }
        return Array(sentences.prefix(Self.maxSentences))
    }

    /// Parted by blank lines.
    private static func paragraphs(of text: String) -> [Substring] {
        var paragraphs: [Substring] = []
        var start: String.Index?
        var end = text.startIndex
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.allSatisfy(\.isWhitespace) {
                if let begin = start { paragraphs.append(text[begin..<end]) }
                start = nil
            } else {
                start = start ?? line.startIndex
                end = line.endIndex
            }
        }
        if let begin = start { paragraphs.append(text[begin..<end]) }
        return paragraphs
    }

    private static func sentences(in paragraph: Substring) -> [Substring] {
        var sentences: [Substring] = []
        var start = paragraph.startIndex
        var index = start
        while index < paragraph.endIndex {
            var next = paragraph.index(after: index)
            guard ".!?…".contains(paragraph[index]) else {
                index = next
                continue
            }
            while next < paragraph.endIndex, closers.contains(paragraph[next]) || ".!?…".contains(paragraph[next]) {
                next = paragraph.index(after: next)
            }
            if ends(paragraph[start..<next], before: paragraph[next...]) {
                append(paragraph[start..<next], to: &sentences)
                start = next
            }
            index = next
        }
        append(paragraph[start...], to: &sentences)
        return sentences
    }

    private static func ends(_ sentence: Substring, before rest: Substring) -> Bool {
        guard let first = rest.first else { return true }
        guard first.isWhitespace else { return false }
        let last = sentence.split(whereSeparator: \.isWhitespace).last.map { $0.lowercased() } ?? ""
        if abbreviations.contains(last) { return false }
        if last.count == 2, last.hasSuffix("."), last.first?.isLetter == true { return false }
        let follower = rest.first { !$0.isWhitespace }
        return follower.map { !$0.isLowercase } ?? true
    }

    private static func append(_ piece: Substring, to sentences: inout [Substring]) {
        var piece = piece
        while piece.first?.isWhitespace == true { piece = piece.dropFirst() }
        while piece.last?.isWhitespace == true { piece = piece.dropLast() }
        if !piece.isEmpty { sentences.append(piece) }
    }
}
