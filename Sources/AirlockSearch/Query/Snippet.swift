/// A few lines of a text around what was asked for.
enum Snippet {
    /// Characters, the ellipses among them.
    static let maximum = 240
    /// Characters of a text that are looked at.
    private static let reach = 200_000
    private static let maximumParagraphs = 2000

    static func make(_ text: String, terms: [String]) -> String {
        let paragraphs = text.prefix(reach).split(separator: "\n\n", maxSplits: maximumParagraphs)
        var best: (score: Double, text: Substring)?
        for (index, paragraph) in paragraphs.enumerated() {
            let score = score(paragraph, terms) - Double(index) / Double(10 * maximumParagraphs)
            if score > best?.score ?? -1 { best = (score, paragraph) }
        }
        let chosen = best?.text ?? text[...]
        return cut(chosen.split(whereSeparator: \.isWhitespace).joined(separator: " "), terms)
    }

    /// Different terms count most, then whether it reads like prose.
    private static func score(_ paragraph: Substring, _ terms: [String]) -> Double {
        let lower = paragraph.lowercased()
        let found = terms.count { lower.contains(stem($0)) }
        guard found > 0 else { return isProse(paragraph) ? 0.1 : 0 }
        return Double(found) + (isProse(paragraph) ? 1.2 : 0)
    }

    private static func isProse(_ paragraph: Substring) -> Bool {
        guard paragraph.utf8.count >= 60, let last = paragraph.last else { return false }
        return (".!?:;…)".contains(last)) && paragraph.count(where: \.isLetter) * 3 > paragraph.count * 2
    }

    private static func cut(_ text: String, _ terms: [String]) -> String {
        guard text.count > maximum else { return text }
        let start = sentenceStart(in: text, terms)
        let isFirst = start == text.startIndex
        let rest = text[start...]
        let room = maximum - (isFirst ? 0 : 2)
        if rest.count <= room { return (isFirst ? "" : "… ") + rest }
        let window = rest.prefix(room - 2)
        let end = window.lastIndex(where: \.isWhitespace) ?? window.endIndex
        return (isFirst ? "" : "… ") + window[..<end] + " …"
    }

    /// Where the sentence with the first hit begins; late enough that the hit is in the window.
    private static func sentenceStart(in text: String, _ terms: [String]) -> String.Index {
        let hit = terms.compactMap { text.range(ofIgnoringCase: stem($0))?.lowerBound }.min() ?? text.startIndex
        let earliest = text.index(hit, offsetBy: -(maximum / 2), limitedBy: text.startIndex) ?? text.startIndex
        guard earliest > text.startIndex else {
            return lastSentence(in: text[..<hit]) ?? text.startIndex
        }
        if let start = lastSentence(in: text[earliest..<hit]) { return start }
        let space = text[earliest..<hit].firstIndex(where: \.isWhitespace)
        return space.map { text.index(after: $0) } ?? hit
    }

    private static func lastSentence(in text: Substring) -> String.Index? {
        var previous: Character = " "
        var start: String.Index?
        for index in text.indices {
            if previous.isWhitespace, index > text.startIndex {
                let before = text[..<index].dropLast().last
                if let before, ".!?".contains(before) { start = index }
            }
            previous = text[index]
        }
        return start
    }

    /// A term without what endings change.
    private static func stem(_ term: String) -> String {
        term.count > 5 ? String(term.dropLast(2)) : term.count > 3 ? String(term.dropLast()) : term
    }
}

extension String {
    fileprivate func range(ofIgnoringCase part: String) -> Range<Index>? {
        let wanted = Array(part)
        guard let first = wanted.first else { return nil }
        var index = startIndex
        while index < endIndex {
            if self[index].lowercased() == String(first) {
                let candidate = self[index...].prefix(wanted.count)
                if candidate.lowercased() == part { return index..<candidate.endIndex }
            }
            index = self.index(after: index)
        }
        return nil
    }
}
