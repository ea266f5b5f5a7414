import AirlockCore

/// What gathers while a task is planned.
struct PlanDraft {
    let request: JobRequest
    let constraints: [Clause]
    let templates: [String]
    let programs: Set<String>
    var method = "keywords"
    var dropped: [DroppedStep] = []
    var uses: [ModelUse] = []

    init(request: JobRequest, constraints: [Clause], templates: [String], programs: Set<String>) {
        self.request = request
        self.constraints = constraints
        self.templates = templates
        self.programs = programs
    }

    mutating func add(_ use: ModelUse, _ progress: @Sendable (String) -> Void) {
        uses.append(use)
        let tokens = use.usage.completionTokens
        let milliseconds = max(1, use.usage.durationMilliseconds)
        let tenths = tokens * 10_000 / milliseconds
        progress("\(use.purpose): \(tokens) tokens, \(tenths / 10).\(tenths % 10) tokens/s")
    }

    /// The capabilities that the task's own words order, for a plan that a model wrote freely.
    func ordered(_ clauses: [Clause]) -> Set<ClauseLabel> {
        let words = KeywordLabeller(allowedPrograms: programs).label(clauses)
        return Set(narrowing(LabelGate(allowedPrograms: programs).pass(words).kept).map(\.label))
    }

    /// Without what a constraint forbids.
    mutating func narrowed(_ items: [LabelledClause]) -> [LabelledClause] {
        let kept = narrowing(items)
        for (before, after) in zip(items, kept) where before.label != after.label {
            dropped.append(
                DroppedStep(
                    what: "\(before.label.rawValue): \(before.clause.text.prefix(200))",
                    reason: "a constraint says not to"))
        }
        return kept
    }

    private func narrowing(_ items: [LabelledClause]) -> [LabelledClause] {
        let refused = refusedByConstraints
        return items.map { refused.contains($0.label) ? LabelledClause($0.clause, .no) : $0 }
    }

    private var refusedByConstraints: Set<ClauseLabel> {
        Set(
            constraints.flatMap { clause -> [ClauseLabel] in
                let reading = ClauseReading(clause, programs: programs)
                guard reading.isNegated else { return [] }
                return ClauseLabel.capabilities.filter { reading.position(of: $0) != nil }
            })
    }

    /// A constraint never orders work of its own. For a project that the task orders it may ask for the project's own tests
    /// and for its repository (`create git repo`, `unit tests required`), which reach nothing else.
    func completed(_ orders: [Order]) -> [Order] {
        guard orders.contains(where: { if case .createProject = $0 { true } else { false } }) else { return orders }
        var orders = orders
        let refused = refusedByConstraints
        for clause in constraints {
            let reading = ClauseReading(clause, programs: programs)
            guard !reading.isNegated else { continue }
            let wantsTests = WordList("tests required, tests must, tests should, тесты обязательны, тесты должны")
            let runs = reading.matches.first == .runCommand || wantsTests.contains(in: reading.words)
            if runs, !refused.contains(.runCommand),
                !orders.contains(where: { if case .run = $0 { true } else { false } })
            {
                orders.append(.run(nil))
            }
            let commits = reading.matches.first == .gitCommit && !refused.contains(.gitCommit)
            if commits, !orders.contains(where: { if case .commit = $0 { true } else { false } }) {
                orders.append(.commit(message: "Initial commit", paths: []))
            }
        }
        return orders
    }

    func planned(_ steps: [Step], explain: String) -> PlannedTask {
        let plan = Plan(steps: steps, explain: explain, estimatedMinutes: PlanExplanation.minutes(for: steps))
        return PlannedTask(plan: plan, dropped: dropped, method: method, modelUses: uses)
    }
}

extension Order {
    /// What a plan of it uses.
    var capabilities: [ClauseLabel] {
        switch self {
        case .research(_, _, let links): links == nil ? [.research] : [.research, .editFiles]
        case .createProject: [.createProject]
        case .edit: [.editFiles]
        case .run: [.runCommand]
        case .commit: [.gitCommit]
        case .push: [.gitPush]
        case .screenshot: [.screenshot]
        }
    }
}
