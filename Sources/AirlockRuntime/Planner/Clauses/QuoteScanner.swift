/// Takes the quoted spans out of a text, and leaves one private-use character in place of each.
///
/// A long span that is never closed, and a line that starts with `>`, count as quoted to their end: what may be somebody
/// else's text must not look like an order.
struct QuoteScanner {
    /// U+E000 stands for the first span, U+E001 for the second.
    static let firstMark: UInt32 = 0xE000
    static let maxQuotes = 256
    private static let closers: [Character: Character] = [
        "\"": "\"", "«": "»", "“": "”", "„": "“", "`": "`", "'": "'", "‘": "’",
    ]

    private(set) var text = ""
    private(set) var quotes: [Clause.Quote] = []

    init(_ source: String) {
        let characters = Array(source.filter { !Self.isMark($0) })
        var index = 0
        while index < characters.count {
            if let (quote, end) = Self.span(at: index, in: characters), quotes.count < Self.maxQuotes {
                text.append(Self.mark(quotes.count))
                quotes.append(quote)
                index = end
            } else {
                text.append(characters[index])
                index += 1
            }
        }
    }

    /// Which span a character stands for.
    static func index(of character: Character) -> Int? {
        guard let scalar = character.unicodeScalars.first, isMark(character) else { return nil }
        return Int(scalar.value - firstMark)
    }

    private static func isMark(_ character: Character) -> Bool {
        character.unicodeScalars.contains { (0xE000...0xF8FF).contains($0.value) }
    }

    static func mark(_ index: Int) -> Character {
        Unicode.Scalar(firstMark + UInt32(index)).map(Character.init) ?? " "
    }

    /// The span that starts here, and the index after it.
    private static func span(at start: Int, in text: [Character]) -> (Clause.Quote, Int)? {
        let opener = text[start]
        if opener == ">", start == 0 || text[start - 1].isNewline {
            let end = text[start...].firstIndex(where: \.isNewline) ?? text.count
            return (Clause.Quote(String(text[(start + 1)..<end]), isCode: false), end)
        }
        guard let closer = closers[opener] else { return nil }
        let isApostrophe = opener == "'" || opener == "‘"
        if isApostrophe, start > 0, text[start - 1].isLetter || text[start - 1].isNumber { return nil }
        let fence = opener == "`" ? text[start...].prefix { $0 == "`" }.count : 1
        var end = start + fence
        while end < text.count {
            if text[end] == closer, text[end...].prefix(fence).allSatisfy({ $0 == closer }), end + fence <= text.count,
                !isApostrophe || end + 1 == text.count || !(text[end + 1].isLetter || text[end + 1].isNumber)
            {
                let inner = String(text[(start + fence)..<end])
                return (Clause.Quote(inner, isCode: opener == "`"), end + fence)
            }
            end += 1
        }
        let rest = String(text[(start + fence)...])
        guard !isApostrophe, wordCount(rest) > ClauseSplitter.longQuoteWords else { return nil }
        return (Clause.Quote(rest, isCode: false), text.count)
    }

    static func wordCount(_ text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }
}
