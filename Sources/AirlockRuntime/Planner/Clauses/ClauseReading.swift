/// One clause as our word lists read it, without any model.
struct ClauseReading {
    let clause: Clause
    /// Without names, addresses and quotes, and without a polite beginning.
    let words: [String]
    /// `words` up to what the work is about.
    let order: [String]
    private let paths: [String]
    private let startsWithProgram: Bool

    /// Programs that are also plain words: a clause that begins with one is not a command.
    private static let plainWords: Set<String> = [
        "make", "find", "test", "sort", "which", "touch", "date", "go", "cat", "node",
    ]

    init(_ clause: Clause, programs: Set<String>) {
        self.clause = clause
        let all = TaskWords(clause.bare)
        paths = all.original.filter(PathWords.isPath)
        let words = Self.withoutPoliteness(all.without(Self.named(all)).lower)
        self.words = words
        let ends = [CapabilityWords.topicMarkers, CapabilityWords.subordinate].compactMap { $0.first(in: words) }
        order = Array(words.prefix(ends.filter { $0 > 0 }.min() ?? words.count))
        let first = clause.quotes.first { $0.isCode }.flatMap { TaskWords($0.text).original.first }
        startsWithProgram =
            first.map(programs.contains) ?? false
            || words.count > 1 && programs.contains(words[0]) && !Self.plainWords.contains(words[0])
    }

    /// Whether a word says no, outside of a subordinate clause.
    var isNegated: Bool {
        let end = CapabilityWords.subordinate.first(in: words).flatMap { $0 > 0 ? $0 : nil } ?? words.count
        return (0..<end).contains {
            CapabilityWords.negations.matches(words, at: $0) && !CapabilityWords.notNegations.matches(words, at: $0)
                && !($0 > 0 && CapabilityWords.notNegations.matches(words, at: $0 - 1))
        }
    }

    /// Whether it begins with a no: then nothing in it is ordered.
    var beginsWithNo: Bool {
        guard isNegated else { return false }
        let start = words.first == "but" || words.first == "но" || words.first == "do" ? 1 : 0
        return CapabilityWords.negations.matches(words, at: start)
    }

    /// Whether it only asks. A polite `can you …?` still orders.
    var onlyAsks: Bool {
        if CapabilityWords.asks.matches(words, at: 0) { return true }
        return clause.isQuestion
    }

    /// `… and a node library`, after a clause that creates a project.
    func continuesProject(after previous: ClauseLabel?) -> Bool {
        previous == .createProject && matches.isEmpty && order.contains { TemplateWords.template(for: $0) != nil }
            && CapabilityWords.projectNouns.contains(in: order)
    }

    /// The capabilities that it orders by its own words, first word first.
    var matches: [ClauseLabel] {
        ClauseLabel.capabilities.compactMap { label in position(of: label).map { (label, $0) } }
            .sorted { ($0.1, Self.rank($0.0)) < ($1.1, Self.rank($1.0)) }.map(\.0)
    }

    /// The capability that its first ordering word names, if that word is where the clause begins.
    var imperative: ClauseLabel? {
        guard let first = matches.first, let position = position(of: first) else { return nil }
        if first == .createProject { return CapabilityWords.createVerbs.matches(order, at: 0) ? first : nil }
        return position == 0 ? first : nil
    }

    /// Whether any word speaks for this label: what a model's label needs to be believed.
    func allows(_ label: ClauseLabel) -> Bool {
        switch label {
        case .research: CapabilityWords.research.contains(in: words) || collecting != nil
        case .createProject:
            position(of: label) != nil || CapabilityWords.projectNouns.contains(in: order)
                || order.contains { TemplateWords.template(for: $0) != nil }
                    && CapabilityWords.projectNamers.contains(
                        in: TaskWords(clause.bare).lower)
        case .editFiles: CapabilityWords.editVerbs.contains(in: order) || position(of: label) != nil
        case .runCommand, .gitCommit, .gitPush, .screenshot: position(of: label) != nil
        case .answer, .report, .detail, .no, .unsupported: true
        }
    }

    /// Where the first word stands that orders this; nil if none does.
    func position(of label: ClauseLabel) -> Int? {
        switch label {
        case .research: CapabilityWords.research.first(in: order) ?? collecting
        case .createProject: creation
        case .editFiles: editing
        case .runCommand: running
        case .gitCommit: CapabilityWords.commit.first(in: order)
        case .gitPush: pushing
        case .screenshot: CapabilityWords.screenshot.first(in: order)
        case .report: CapabilityWords.report.first(in: order)
        case .answer: CapabilityWords.answer.first(in: words)
        case .detail, .no, .unsupported: nil
        }
    }

    /// At the project's noun, so that `make a commit to the project` is a commit.
    private var creation: Int? {
        let isThing = { (index: Int) in
            CapabilityWords.projectNouns.matches(order, at: index) || TemplateWords.template(for: order[index]) != nil
        }
        if let verb = CapabilityWords.createVerbs.first(in: order) {
            return order.indices.first { $0 > verb && isThing($0) }
        }
        guard CapabilityWords.projectNamers.contains(in: TaskWords(clause.bare).lower) else { return nil }
        return order.indices.first { TemplateWords.template(for: order[$0]) != nil }
    }

    private var editing: Int? {
        guard let verb = CapabilityWords.editVerbs.first(in: order) else { return nil }
        let hasFile = !paths.isEmpty || CapabilityWords.fileNouns.contains(in: order)
        if CapabilityWords.report.contains(in: order), paths.isEmpty, !order.contains(where: { $0.hasPrefix("file") }) {
            return nil
        }
        if hasFile { return verb }
        if CapabilityWords.makingVerbs.matches(order, at: verb) { return nil }
        return CapabilityWords.editNouns.contains(in: order) || !clause.quotes.isEmpty ? verb : nil
    }

    private var running: Int? {
        if startsWithProgram { return 0 }
        if CapabilityWords.runAtStart.matches(order, at: 0) || order == ["build"] || order == ["test"] { return 0 }
        if let check = CapabilityWords.checks.first(in: words), CapabilityWords.checked.contains(in: words) {
            return check
        }
        return collecting == nil ? CapabilityWords.run.first(in: order) : nil
    }

    /// `собери` builds a project, and gathers links.
    private var collecting: Int? {
        let gathers = CapabilityWords.research.contains(in: words) || words.contains(where: QueryWords.counted.matches)
        return gathers ? order.firstIndex { $0.hasPrefix("собер") } : nil
    }

    private var pushing: Int? {
        if CapabilityWords.notPush.contains(in: order) { return nil }
        if let verb = CapabilityWords.push.first(in: order) { return verb }
        guard let verb = CapabilityWords.send.first(in: order) else { return nil }
        return CapabilityWords.pushNouns.contains(in: order) ? verb : nil
    }

    private static func rank(_ label: ClauseLabel) -> Int {
        let order: [ClauseLabel] = [
            .screenshot, .gitPush, .gitCommit, .createProject, .research, .runCommand, .editFiles,
        ]
        return order.firstIndex(of: label) ?? order.count
    }

    /// Positions of names and addresses: a project called `push-demo` orders no push.
    private static func named(_ words: TaskWords) -> Set<Int> {
        var positions: Set<Int> = []
        for (index, word) in words.lower.enumerated() {
            if word.contains("=") || word.contains("://") || word.contains("@") { positions.insert(index) }
            let before = index > 0 ? words.lower[index - 1] : ""
            if ["named", "called", "titled", "названием", "именем", "имени"].contains(before) {
                positions.insert(index)
            }
        }
        return positions
    }

    private static func withoutPoliteness(_ words: [String]) -> [String] {
        var rest = words[...]
        while let phrase = CapabilityWords.politeness.first(where: { rest.starts(with: $0) }) {
            rest = rest.dropFirst(phrase.count)
        }
        return Array(rest)
    }
}
