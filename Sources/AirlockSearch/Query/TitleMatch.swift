/// How well a title names what is asked for.
enum TitleMatch {
    /// A factor for a document's relevance, from 1 for a title that has nothing of the query to 5 for one that is the query.
    static func boost(_ terms: [String], _ title: String) -> Double {
        guard !terms.isEmpty else { return 1 }
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let named = terms.indices.filter { index in
            words.contains { word in forms(of: index, in: terms).contains { areForms(word, $0) } }
        }
        let share = Double(named.count) / Double(terms.count)
        let exact = exactShare(terms, title)
        return 1 + share * (share == 1 ? 1 : 0.5) + 3 * exact * exact
    }

    /// A term, and how it is written with its neighbours in one word.
    private static func forms(of index: Int, in terms: [String]) -> [String] {
        var forms = [terms[index]]
        if index > 0 { forms += [terms[index - 1] + terms[index], terms[index] + terms[index - 1]] }
        if index + 1 < terms.count { forms += [terms[index] + terms[index + 1], terms[index + 1] + terms[index]] }
        return forms
    }

    /// How much of the query is the very name of the document: `Arrays — Bash Reference Manual` is half of `bash arrays`.
    private static func exactShare(_ terms: [String], _ title: String) -> Double {
        let name = (title.split(separator: " — ").first ?? "").split(separator: "(").first ?? ""
        let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
        var best = 0
        for start in terms.indices {
            for end in start..<terms.count {
                let run = terms[start...end]
                if areForms(letters, run.joined()) || areForms(letters, run.reversed().joined()) {
                    best = max(best, run.count)
                }
            }
        }
        return Double(best) / Double(terms.count)
    }

    /// Whether two words are one but for an ending (`hook`, `hooks`; `rebase`, `rebasing`).
    static func areForms(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        let shared = zip(a, b).prefix { $0 == $1 }.count
        let (shorter, longer) = (min(a.count, b.count), max(a.count, b.count))
        return shared >= 3 && shared >= shorter - 1 && longer - shared <= 3
    }
}
