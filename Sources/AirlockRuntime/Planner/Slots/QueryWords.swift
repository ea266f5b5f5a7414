/// What a research clause is about.
enum QueryWords {
    static let maxCharacters = 200
    private static let noise = WordList(
        """
        a, an, the, some, any, me, for, to, in, on, of, with, by, at, from, and, or, please, i, we, you, it, them, this, that,
        these, those, is, are, was, be, do, does, can, could, work, works, working, good, best, recent, new, latest, few,
        several, short, brief, different, online, web, internet, information, info, details, topic, subject, about, regarding,
        concerning, how, why, what, which, when, where, who, on, my, our, your, using, current, there, their, its, into,
        up, out, links, link, list, save, report, summary, then, also, first, make, need, want,
        в, во, на, о, об, обо, про, по, для, из, с, со, к, у, и, или, не, а, как, что, чем, это, этот, какие, какой, мне, нам,
        пожалуйста, работа*, устро*, несколько, хороши*, новы*, последни*, кратк*, информаци*, тем*, интернет*, сети, сеть,
        ссылк*, список, отчет*, такое, такой, нужно, надо, его, ее, их, можно, бы, же, ли
        """)
    private static let numbers: [(words: WordList, value: Int)] = [
        (WordList("one, single, один, одну, одна, одно"), 1),
        (WordList("two, couple, pair, два, две, двух, пару, пара"), 2),
        (WordList("three, три, трех, трёх"), 3), (WordList("four, четыре, четырех"), 4),
        (WordList("five, пять, пяти"), 5),
        (WordList("six, шесть, шести"), 6), (WordList("seven, семь, семи"), 7), (WordList("eight, восемь"), 8),
        (WordList("nine, девять"), 9), (WordList("ten, десять, десяти"), 10),
        (WordList("twelve, двенадцать"), 12), (WordList("fifteen, пятнадцать"), 15),
    ]
    static let counted = WordList(
        """
        article*, source*, paper*, link*, page*, result*, post*, blog*, tutorial*, reference*, document*, book*, site*, url*,
        website*, example*, guide*, resource*, material*, publication*, item*, hit*,
        стат*, источник*, ссыл*, страниц*, материал*, результат*, публикац*, пост, поста, постов, сайт*, книг*, документ*,
        руководств*, пример*, ресурс*
        """)

    /// Content words of the clause and of the bare details that follow it, as written.
    static func query(of clause: Clause, details: [Clause]) -> String {
        var words: [String] = []
        for part in [clause] + details {
            words += content(TaskWords(part.marked), part.quotes)
        }
        return String(words.joined(separator: " ").prefix(maxCharacters))
    }

    private static func content(_ words: TaskWords, _ quotes: [Clause.Quote]) -> [String] {
        let marker = CapabilityWords.topicMarkers.first(in: words.lower)
        var kept: [String] = []
        for index in words.lower.indices where index >= marker ?? 0 {
            let word = words.original[index]
            if let quote = word.first.flatMap(QuoteScanner.index(of:)), quotes.indices.contains(quote) {
                if QuoteScanner.wordCount(quotes[quote].text) <= ClauseSplitter.longQuoteWords {
                    kept.append(quotes[quote].text)
                }
                continue
            }
            if noise.matches(words.lower[index]) { continue }
            let isLead = marker == nil && (isSearching(words.lower, index) || number(words.lower[index]) != nil)
            if !isLead { kept.append(word) }
        }
        return kept
    }

    private static func isSearching(_ words: [String], _ index: Int) -> Bool {
        CapabilityWords.research.matches(words, at: index) || counted.matches(words[index])
            || CapabilityWords.answer.matches(words, at: index)
            || words[index].hasPrefix("собер")
            || index > 0 && words[index - 1] == "look"
            || words[index] == "look"
    }

    /// How many sources are asked for, 1…20.
    static func count(in clause: Clause) -> Int? {
        let words = TaskWords(clause.bare).lower
        for index in words.indices {
            guard let value = number(words[index]), value > 0 else { continue }
            let next = words[(index + 1)...].prefix(4)
            if next.contains(where: counted.matches) { return min(value, 20) }
        }
        return nil
    }

    private static func number(_ word: String) -> Int? {
        Int(word) ?? numbers.first { $0.words.matches(word) }?.value
    }

    /// The model's query if it is one short line, with the task's own terms that it left out; else the task's words. So no
    /// model can turn a search to something else.
    static func checked(_ proposal: String?, rule: String) -> String {
        guard let proposal else { return rule }
        var line = proposal.trimming("\"'.?», ", atStart: "\"'« ")
        while let last = line.split(separator: " ").last, counted.matches(TaskWords.fold(String(last))),
            !TaskWords.fold(rule).contains(TaskWords.fold(String(last)))
        {
            line = line.dropLast(last.count).trimming(" ")
        }
        let words = TaskWords(line).lower
        guard !words.isEmpty, words.count <= 12, line.count <= maxCharacters, !line.contains(where: \.isNewline) else {
            return rule
        }
        let terms = rule.split(separator: " ").map(String.init)
        let folded = TaskWords.fold(line)
        let missing = terms.filter { !folded.contains(TaskWords.fold($0)) }
        guard missing.count < terms.count || terms.allSatisfy(isCyrillic) else { return rule }
        return String((line + missing.map { " " + $0 }.joined()).prefix(maxCharacters))
    }

    private static func isCyrillic(_ word: String) -> Bool {
        word.unicodeScalars.contains { (0x0400...0x04FF).contains($0.value) }
    }
}
