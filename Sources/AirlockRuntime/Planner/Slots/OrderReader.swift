import AirlockCore

/// Turns labelled clauses into orders. What the words leave open it asks; without answers it takes the likeliest.
struct OrderReader {
    let items: [LabelledClause]
    /// The request's constraints, as clauses; they may name a template.
    let constraints: [Clause]
    let templates: [String]
    let programs: Set<String>

    /// What a model may decide.
    var questions: [SlotQuestion] {
        items.indices.compactMap { index in
            let clause = items[index].clause
            switch items[index].label {
            case .research:
                guard !query(at: index).isEmpty else { return nil }
                return question(.query, clause, [])
            case .createProject:
                guard certainName(at: index) == nil, !isHeading(index) else { return nil }
                let names = ProjectNames.candidates(in: clause)
                guard !names.isEmpty, !(names.count == 1 && ProjectNames.isIdentifier(names[0])) else { return nil }
                return question(.projectName, clause, names + ["none"])
            case .runCommand:
                let commands = CommandWords.candidates(in: clause, programs: programs)
                return commands.count > 1 ? question(.command, clause, commands) : nil
            case .editFiles:
                guard links(at: index) == nil, case .needsText = edit(at: index) else { return nil }
                return question(.text, clause, [])
            case .gitCommit, .gitPush, .screenshot, .answer, .report, .detail, .no, .unsupported: return nil
            }
        }
    }

    private func question(_ kind: SlotQuestion.Kind, _ clause: Clause, _ choices: [String]) -> SlotQuestion {
        SlotQuestion(key: .init(kind: kind, clause: clause.number), clause: clause.text, choices: choices)
    }

    func orders(_ answers: SlotAnswers) -> (orders: [Order], dropped: [DroppedStep]) {
        var reading = Reading()
        for index in items.indices {
            let clause = items[index].clause
            switch items[index].label {
            case .research: readResearch(index, answers, &reading)
            case .createProject: readProject(index, answers, &reading)
            case .editFiles: readEdit(index, answers, &reading)
            case .runCommand: readRun(index, answers, &reading)
            case .gitCommit: reading.add(.commit(message: message(at: index), paths: edits(at: index).paths))
            case .gitPush: reading.add(push(at: index))
            case .screenshot: reading.add(.screenshot(target: target(of: clause)))
            case .report, .answer, .detail, .no, .unsupported: break
            }
        }
        return (reading.orders, reading.dropped)
    }

    /// What was read so far.
    private struct Reading {
        var orders: [Order] = []
        var dropped: [DroppedStep] = []

        mutating func add(_ order: Order) {
            if !orders.contains(order) { orders.append(order) }
        }

        mutating func drop(_ clause: Clause, _ reason: String) {
            dropped.append(DroppedStep(what: String(clause.text.prefix(200)), reason: reason))
        }
    }

    // MARK: Research

    private func readResearch(_ index: Int, _ answers: SlotAnswers, _ reading: inout Reading) {
        let clause = items[index].clause
        let rule = query(at: index)
        guard !rule.isEmpty else {
            if !reading.orders.contains(where: { if case .research = $0 { true } else { false } }) {
                reading.drop(clause, "the task doesn't say what to look for")
            }
            return
        }
        let proposal = answers[.init(kind: .query, clause: clause.number)]
        let links = (index..<items.count).dropFirst().prefix { items[$0].label != .research }
            .lazy.compactMap { self.links(at: $0) }.first
        reading.add(
            .research(
                query: QueryWords.checked(proposal, rule: rule), count: QueryWords.count(in: clause) ?? 3, links: links)
        )
    }

    private func query(at index: Int) -> String {
        let own = QueryWords.query(of: items[index].clause, details: details(after: index))
        let isOnly = items.filter { $0.label == .research }.count == 1
        guard own.isEmpty, isOnly else { return own }
        let others = items.filter { [.answer, .report, .detail, .unsupported].contains($0.label) }.map {
            QueryWords.query(of: $0.clause, details: [])
        }
        return others.first { !$0.isEmpty } ?? ""
    }

    /// The file that this clause wants the links of the research before it in; nil if it wants something else.
    private func links(at index: Int) -> String? {
        let item = items[index]
        guard item.label == .editFiles || item.label == .report,
            item.clause.quotes.allSatisfy({ PathWords.isPath($0.text) }),
            let before = items[..<index].last(where: { ![.detail, .no, .report].contains($0.label) }),
            before.label == .research || before.label == .editFiles && links(at: before.clause.number - 1) != nil
        else { return nil }
        let path = edits(at: index).paths.first
        if item.label == .report { return path }
        let words = TaskWords(item.clause.bare).lower
        let saves = WordList(
            "save, store, write, record, put, keep, list, export, note, сохран*, запиши*, занеси, выпиши*, помести*, положи*"
        )
        return saves.contains(in: words) ? path ?? "links.md" : nil
    }

    // MARK: Projects

    private func readProject(_ index: Int, _ answers: SlotAnswers, _ reading: inout Reading) {
        if isHeading(index) { return }
        let clause = items[index].clause
        let words = words(at: index)
        guard let template = template(words, alone: index) else {
            let language = TemplateWords.otherLanguage(in: words)
            return reading.drop(
                clause, "there is no template for \(language ?? "it"); there are \(templates.joined(separator: ", "))")
        }
        let answer = answers[.init(kind: .projectName, clause: clause.number)]
        let candidates = ProjectNames.candidates(in: clause)
        let likely = candidates.first(where: ProjectNames.isIdentifier) ?? candidates.first { !$0.hasSuffix("ing") }
        let name = certainName(at: index) ?? answer.map { $0 == "none" ? "\(template)-project" : $0 } ?? likely
        let kind = TemplateWords.kind(in: TaskWords(clause.bare).lower, for: template)
        reading.add(
            .createProject(
                template: template, name: ProjectNames.slug(name ?? "\(template)-project"), kind: kind))
    }

    /// `Create two projects`, where the next clauses say which.
    private func isHeading(_ index: Int) -> Bool {
        let words = TaskWords(items[index].clause.bare).lower
        let isPlural = WordList("projects, apps, libraries, packages, проекта, проектов, проекты, приложения").contains(
            in: words)
        return isPlural && TemplateWords.templates(in: words).isEmpty
            && items[(index + 1)...].contains { $0.label == .createProject }
    }

    private func words(at index: Int) -> [String] {
        TaskWords(items[index].clause.bare).lower + details(after: index).flatMap { TaskWords($0.bare).lower }
    }

    private func template(_ words: [String], alone index: Int) -> String? {
        let own = TaskWords(items[index].clause.bare).lower
        if let named = (TemplateWords.templates(in: own) + TemplateWords.templates(in: words)).first {
            return templates.contains(named) ? named : nil
        }
        if TemplateWords.otherLanguage(in: words) != nil { return nil }
        let elsewhere = (items.map(\.clause) + constraints).flatMap { TaskWords($0.bare).lower }
        let all = TemplateWords.templates(in: elsewhere)
        if all.count == 1 { return templates.contains(all[0]) ? all[0] : nil }
        return templates.first { $0 == "python" } ?? templates.first
    }

    /// In the clause itself, or in a `call it x` up to the next project.
    private func certainName(at index: Int) -> String? {
        if let name = ProjectNames.certain(in: items[index].clause) { return name }
        return items[(index + 1)...].prefix { $0.label != .createProject }.lazy
            .filter { [.detail, .runCommand, .unsupported, .editFiles].contains($0.label) }
            .compactMap { ProjectNames.certain(in: $0.clause) }.first
    }

    // MARK: Files

    private func readEdit(_ index: Int, _ answers: SlotAnswers, _ reading: inout Reading) {
        let clause = items[index].clause
        if links(at: index) != nil { return }
        if items[..<index].last(where: { $0.label.isCapability })?.label == .screenshot, clause.quotes.isEmpty {
            return reading.drop(clause, "the picture is kept with the job's artifacts; it isn't copied elsewhere")
        }
        switch edit(at: index) {
        case .edit(let edit): reading.add(.edit(edit))
        case .needsText(let path, let appends):
            guard let text = answers[.init(kind: .text, clause: clause.number)], !text.isEmpty else {
                return reading.drop(clause, "the task doesn't say what to write into \(path)")
            }
            let content = text.hasSuffix("\n") ? text : text + "\n"
            reading.add(.edit(appends ? .append(path: path, content: content) : .write(path: path, content: content)))
        case .unclear(let reason): reading.drop(clause, reason)
        }
    }

    private func edit(at index: Int) -> EditWords.Reading {
        let near = items.indices.sorted { abs($0 - index) < abs($1 - index) }.lazy
            .compactMap { self.edits(at: $0).paths.first }.first
        return edits(at: index).reading(fallback: near)
    }

    private func edits(at index: Int) -> EditWords {
        EditWords(items[index].clause, details: details(after: index))
    }

    /// The clauses right after it that only describe it.
    private func details(after index: Int) -> [Clause] {
        items[(index + 1)...].prefix { $0.label == .detail }.map(\.clause)
    }

    // MARK: Commands

    private func readRun(_ index: Int, _ answers: SlotAnswers, _ reading: inout Reading) {
        let clause = items[index].clause
        let commands = CommandWords.candidates(in: clause, programs: programs)
        let chosen = answers[.init(kind: .command, clause: clause.number)] ?? commands.first
        if let chosen { return reading.add(.run(chosen)) }
        if let refused = CommandWords.refused(in: clause, programs: programs) {
            return reading.drop(clause, "\(refused.prefix(80)): not a program that may be planned")
        }
        let hasProject = items.contains { $0.label == .createProject }
        let words = TaskWords(clause.bare).lower
        let isOwn = WordList(
            "test*, build*, check*, compile*, suite, тест*, собери*, собрать, сборк*, провер*, скомпил*, протест*, прогон*"
        )
        guard hasProject || isOwn.contains(in: words) else {
            return reading.drop(clause, "the task names no command to run")
        }
        reading.add(.run(nil))
    }

    private func message(at index: Int) -> String {
        let clauses = [items[index].clause] + details(after: index)
        if let quote = clauses.flatMap(\.quotes).first(where: { !PathWords.isPath($0.text) }) {
            return String(quote.text.prefix { !$0.isNewline }.prefix(200))
        }
        guard let work = items[..<index].last(where: { $0.label == .editFiles }) else { return "Update the workspace" }
        let text = work.clause.text
        return String((text.prefix(1).uppercased() + text.dropFirst()).prefix(72))
    }

    private func push(at index: Int) -> Order {
        let words = items[index].clause.marked.split(whereSeparator: \.isWhitespace).map { $0.trimming(",;:!?.") }
        let lower = words.map { TaskWords.fold($0) }
        let remote = words.first { ["origin", "upstream"].contains($0.lowercased()) || Self.isRepository($0) }
        var branch = lower.first { $0 == "main" || $0 == "master" }
        for (at, word) in lower.enumerated() where word.hasPrefix("branch") || word.hasPrefix("ветк") {
            let sides = [at + 1, at - 1].filter(words.indices.contains).map { words[$0] }
            branch =
                sides.first { ProjectNames.isIdentifier($0) || $0.contains("/") && !Self.isRepository($0) } ?? branch
        }
        return .push(remote: remote ?? "origin", branch: branch)
    }

    private static func isRepository(_ word: String) -> Bool { word.contains("://") || word.hasPrefix("git@") }

    private func target(of clause: Clause) -> String {
        let words = (clause.bare.split(whereSeparator: \.isWhitespace).map(String.init) + clause.quotes.map(\.text))
        if let url = words.first(where: {
            $0.lowercased().hasPrefix("http://") || $0.lowercased().hasPrefix("https://")
        }) {
            return url.trimming(".,;!?)>", atStart: "(<")
        }
        if let title = clause.quotes.first { return title.text }
        let site = words.map { $0.trimming(".,;!?)", atStart: "(") }.first {
            $0.hasPrefix("localhost") || $0.hasPrefix("www.")
                || [".com", ".org", ".net", ".io", ".dev", ".ru"].contains(where: $0.hasSuffix)
        }
        return site.map { ($0.hasPrefix("localhost") ? "http://" : "https://") + $0 } ?? "desktop"
    }
}
