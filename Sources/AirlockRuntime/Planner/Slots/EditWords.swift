/// What a clause wants changed in which file.
struct EditWords {
    /// What came of it.
    enum Reading: Equatable {
        case edit(FileEdit)
        /// The file is known, the text to write isn't.
        case needsText(path: String, appends: Bool)
        case unclear(String)
    }

    private static let replacing = WordList(
        """
        replace, change, fix, correct, substitute, swap, update, edit, modify, bump, set, rename,
        замени*, измени*, исправ*, поправ*, обнови*, поменяй*, отредактиру*, перепиши*, переимену*
        """)
    private static let appending = WordList("add, append, insert, добав*, допиши*, вставь*, внеси*, впиши*, дополни*")
    private static let moving = WordList("rename, move, переимену*, перемести*")
    private static let copying = WordList("copy, скопируй*")
    private static let deleting = WordList("delete, remove, erase, удали*, сотри*, убери*")
    private static let between = WordList("with, to, by, на, ->, =>, →, into")

    /// What only an earlier step could give: no model may invent it.
    private static let elsewhere = WordList(
        "it, them, result*, output, link*, source*, finding*, их, его, ее, результат*, вывод, ссылк*, источник*")

    private let words: TaskWords
    private let quotes: [Clause.Quote]
    private let raw: [String]

    /// - Parameter details: The bare details that follow the clause.
    init(_ clause: Clause, details: [Clause]) {
        words = TaskWords(clause.bare)
        quotes = ([clause] + details).flatMap(\.quotes)
        raw = ([clause] + details).flatMap {
            $0.bare.split(whereSeparator: \.isWhitespace).map { $0.trimming(",;:!?.") }
        }
    }

    /// File names in order: unquoted ones, then quoted ones.
    var paths: [String] {
        var found: [String] = []
        for word in raw + quotes.map(\.text) where PathWords.isPath(word) && !found.contains(word) {
            found.append(word)
        }
        return found.map(Self.fileName)
    }

    /// Quoted texts that are no file names.
    private var texts: [String] { quotes.map(\.text).filter { !PathWords.isPath($0) } }

    /// - Parameter fallback: The file that an earlier clause named.
    func reading(fallback: String?) -> Reading {
        let lower = words.lower
        guard let path = paths.first ?? fallback else { return .unclear("the task doesn't name the file") }
        let isElsewhere = texts.isEmpty && Self.elsewhere.contains(in: lower)
        if Self.copying.contains(in: lower), paths.count > 1 { return .edit(.copy(path: path, to: paths[1])) }
        if Self.moving.contains(in: lower), paths.count > 1 { return .edit(.move(path: path, to: paths[1])) }
        if Self.deleting.contains(in: lower) {
            guard let text = texts.first else { return .edit(.delete(path: path)) }
            return .edit(.replace(path: path, old: text, new: ""))
        }
        if Self.appending.contains(in: lower) {
            if isElsewhere { return .unclear("there is nothing to write into \(path)") }
            return texts.first.map { .edit(.append(path: path, content: $0 + "\n")) }
                ?? .needsText(path: path, appends: true)
        }
        if Self.replacing.contains(in: lower) {
            guard let (old, new) = replacement else {
                return .unclear("the task doesn't say which words of \(path) become which")
            }
            return .edit(.replace(path: path, old: old, new: new))
        }
        if isElsewhere { return .unclear("there is nothing to write into \(path)") }
        return texts.first.map { .edit(.write(path: path, content: $0 + "\n")) }
            ?? .needsText(path: path, appends: false)
    }

    /// Two quoted texts, or the words on both sides of `with`, `to`, `на`, `->`.
    private var replacement: (String, String)? {
        if texts.count >= 2 { return (texts[0], texts[1]) }
        guard let middle = raw.indices.last(where: { Self.between.matches([raw[$0].lowercased()], at: 0) }),
            middle > 0, middle + 1 < raw.count
        else { return nil }
        let old = raw[middle - 1]
        let new = raw[middle + 1]
        let isPlain = { (word: String) in
            PathWords.isPath(word) || CapabilityWords.editVerbs.matches([word.lowercased()], at: 0)
        }
        if let text = texts.first { return isPlain(new) ? nil : (text, new) }
        return isPlain(old) || isPlain(new) ? nil : (old, new)
    }

    private static func fileName(_ word: String) -> String {
        switch word.lowercased() {
        case "readme": "README.md"
        case "changelog": "CHANGELOG.md"
        case "license": "LICENSE"
        case "makefile": "Makefile"
        case "dockerfile": "Dockerfile"
        default: word
        }
    }
}
