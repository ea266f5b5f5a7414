/// What a project is called.
enum ProjectNames {
    static let maxCharacters = 64
    private static let namers: Set<String> = [
        "named", "called", "titled", "названием", "именем", "имени", "name", "название", "имя",
    ]
    private static let calls: Set<String> = ["call", "name", "назови", "назовите", "назвать", "name:"]
    private static let pronouns: Set<String> = [
        "it", "this", "them", "его", "ее", "их", "проект", "the", "project", "is", "of",
    ]
    private static let stops = WordList(
        """
        with, that, which, for, in, using, and, to, on, about, from, of, under, without, as, by, containing, having, where, it,
        is, at, like, based, called, named, then, into, plus, or, the, a, an, i, we, me, please, skeleton, template,
        с, со, для, на, по, под, из, в, во, и, без, от, к, о, об, про, который, которая, чтобы, где, или, за, мне
        """)

    /// The name that the clause gives beyond doubt: `named x`, `name=x`, `call it x`.
    static func certain(in clause: Clause) -> String? {
        let words = TaskWords(clause.marked)
        for (index, word) in words.lower.enumerated() {
            if let equals = word.firstIndex(of: "="), ["name", "имя", "project"].contains(String(word[..<equals])) {
                let name = words.original[index].drop { $0 != "=" }.dropFirst()
                if let whole = text(String(name), clause) { return whole }
                if let next = text(at: index + 1, words, clause) { return next }
            }
            if namers.contains(word) {
                var next = index + 1
                while next < words.lower.count, pronouns.contains(words.lower[next]) { next += 1 }
                if let name = text(at: next, words, clause), !stops.matches(TaskWords.fold(name)) { return name }
            }
            if calls.contains(word), index + 2 < words.lower.count, pronouns.contains(words.lower[index + 1]) {
                if let name = text(at: index + 2, words, clause) { return name }
            }
        }
        return nil
    }

    /// Words that may be its name: one that follows the project's noun, or that looks like an identifier.
    static func candidates(in clause: Clause) -> [String] {
        let words = TaskWords(clause.marked)
        var found: [String] = []
        for index in words.lower.indices {
            let isAfterNoun =
                index > 0
                && (CapabilityWords.projectNouns.matches(words.lower[index - 1])
                    || QuoteScanner.index(of: words.original[index].first ?? " ") != nil
                        && TemplateWords.template(for: words.lower[index - 1]) != nil)
            guard isAfterNoun || isIdentifier(words.original[index]), isPossible(words.lower[index]),
                let name = text(at: index, words, clause), !found.contains(name)
            else { continue }
            found.append(name)
        }
        return found
    }

    /// `hook_notes`, `test-demo`, `MyTool`, `app2`.
    static func isIdentifier(_ word: String) -> Bool {
        let inner = word.dropFirst().dropLast()
        if inner.contains(where: { $0 == "_" || $0 == "-" }) { return word.allSatisfy { $0.isASCII } }
        let hasHump = zip(word, word.dropFirst()).contains { $0.isLowercase && $1.isUppercase }
        return word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && (hasHump || word.last?.isNumber == true && word.first?.isLetter == true)
    }

    private static func isPossible(_ word: String) -> Bool {
        !stops.matches(word) && !CapabilityWords.projectNouns.matches(word) && TemplateWords.template(for: word) == nil
            && TemplateWords.otherLanguage(in: [word]) == nil && !PathWords.isPath(word) && !word.contains("://")
            && !["unit-tests", "command-line", "rest-api", "hello-world", "open-source"].contains(word)
    }

    private static func text(at index: Int, _ words: TaskWords, _ clause: Clause) -> String? {
        words.original.indices.contains(index) ? text(words.original[index], clause) : nil
    }

    private static func text(_ word: String, _ clause: Clause) -> String? {
        guard let first = word.first else { return nil }
        guard let quote = QuoteScanner.index(of: first) else { return word }
        guard clause.quotes.indices.contains(quote) else { return nil }
        let text = clause.quotes[quote].text
        return QuoteScanner.wordCount(text) <= ClauseSplitter.longQuoteWords ? text : nil
    }

    /// Letters, digits, `. _ -` of ASCII; other runs become `-`; Cyrillic is transliterated. Never empty.
    static func slug(_ name: String) -> String {
        var slug = ""
        for character in name {
            if character.isASCII, character.isLetter || character.isNumber || "._-".contains(character) {
                slug.append(character)
            } else if let latin = latin[Character(character.lowercased())] {
                slug += latin
            } else if slug.last != "-" {
                slug.append("-")
            }
        }
        let trimmed = String(slug.trimming("-.", atStart: "-.").prefix(maxCharacters))
        return trimmed.isEmpty ? "project" : trimmed
    }

    private static let latin: [Character: String] = {
        let letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
        let sounds = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(separator: " ")
        return Dictionary(uniqueKeysWithValues: zip(letters, sounds.map { $0 == "_" ? "" : String($0) }))
    }()
}
