/// The words of a text, as they are compared: lower case, `ё` as `е`, plain apostrophes.
struct TaskWords: Sendable, Hashable {
    /// As the person wrote them.
    let original: [String]
    let lower: [String]

    init(_ text: String) {
        var words: [String] = []
        var current = ""
        for character in text {
            if character.isLetter || character.isNumber || "_-.+#/:@'’=".contains(character)
                || QuoteScanner.index(of: character) != nil
            {
                current.append(character)
            } else if !current.isEmpty {
                words.append(current)
                current = ""
            }
        }
        if !current.isEmpty { words.append(current) }
        self.init(words: words.map { $0.trimming(".:'’-", atStart: "'’-=") }.filter { !$0.isEmpty })
    }

    private init(words: [String]) {
        original = words
        lower = words.map(Self.fold)
    }

    static func fold(_ word: String) -> String {
        var folded = ""
        for character in word.lowercased() {
            folded.append(character == "ё" ? "е" : character == "’" ? "'" : character)
        }
        return folded
    }

    /// Without the words at these positions.
    func without(_ positions: Set<Int>) -> TaskWords {
        TaskWords(words: original.enumerated().filter { !positions.contains($0.offset) }.map(\.element))
    }

    func prefix(_ count: Int) -> TaskWords { TaskWords(words: Array(original.prefix(count))) }
}

extension StringProtocol {
    /// Without these characters at the end, and those of `atStart` at the start; white space goes at both.
    func trimming(_ atEnd: String, atStart: String = "") -> String {
        var text = self[...]
        while let last = text.last, last.isWhitespace || atEnd.contains(last) { text = text.dropLast() }
        while let first = text.first, first.isWhitespace || atStart.contains(first) { text = text.dropFirst() }
        return String(text)
    }
}
