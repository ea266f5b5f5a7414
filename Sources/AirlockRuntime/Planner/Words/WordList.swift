/// Words and short phrases to look for. `commit*` matches every word that starts so; `look up` matches the two in a row.
struct WordList: Sendable {
    private let phrases: [[(stem: String, isOpen: Bool)]]

    /// - Parameter text: Separated by commas.
    init(_ text: String) {
        phrases = text.split(separator: ",").map { phrase in
            phrase.split(whereSeparator: \.isWhitespace).map { word in
                word.hasSuffix("*") ? (String(word.dropLast()), true) : (String(word), false)
            }
        }.filter { !$0.isEmpty }
    }

    /// Position of the first word that begins a match.
    func first(in words: [String]) -> Int? {
        words.indices.first { matches(words, at: $0) }
    }

    func contains(in words: [String]) -> Bool { first(in: words) != nil }

    func matches(_ words: [String], at index: Int) -> Bool {
        phrases.contains { phrase in
            index + phrase.count <= words.count
                && phrase.indices.allSatisfy { offset in
                    let (stem, isOpen) = phrase[offset]
                    let word = words[index + offset]
                    return isOpen ? word.hasPrefix(stem) : word == stem
                }
        }
    }

    func matches(_ word: String) -> Bool { matches([word], at: 0) }
}
