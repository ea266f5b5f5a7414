public import AirlockCore

/// Makes a plan of a task in plain words, in English or Russian.
///
/// A small model only labels the task's clauses and fills slots from strings of the task; code does the rest. A large one may
/// write the plan itself. Whoever made it, nothing is planned that no clause orders. Without a model, words decide.
public struct Planner: Sendable {
    private let model: (any LanguageModel)?
    private let templates: [String]
    private let programs: Set<String>
    private let actions: Set<String>

    /// - Parameters:
    ///   - actions: Names of the tools that exist.
    ///   - templates: What `project_builder` can build, the preferred one first.
    ///   - allowedPrograms: First words of commands that may be planned; whether they may run is policy's to say.
    public init(
        model: (any LanguageModel)?, actions: Set<String>, templates: [String], allowedPrograms: Set<String>
    ) {
        self.model = model
        self.actions = actions
        self.templates = templates
        programs = allowedPrograms
    }

    /// - Parameter progress: What goes on right now, one line each.
    /// - Throws: `.invalidRequest` for a task without words, `.limitExceeded` for one with too many parts, `.cancelled`. A
    ///   model that fails is no error: words decide then.
    public func plan(
        _ request: JobRequest, progress: @escaping @Sendable (String) -> Void
    ) async throws -> PlannedTask {
        let clauses = try ClauseSplitter().split(request.task)
        let constraints = try request.constraints.flatMap { constraint throws(AirlockError) in
            constraint.contains(where: \.isLetter) ? try ClauseSplitter().split(constraint) : []
        }
        var draft = PlanDraft(request: request, constraints: constraints, templates: templates, programs: programs)
        let voice = try await voice(progress)
        if let voice, voice.profile.plansFreely {
            let free = FreePlanner(model: voice.model, validator: validator, templates: templates)
            let ordered = draft.ordered(clauses)
            if let plan = try await free.plan(request, clauses: clauses, ordered: ordered, &draft, progress) {
                return plan
            }
        }
        let proposed = try await labels(clauses, voice, &draft, progress)
        let gated = LabelGate(allowedPrograms: programs).pass(proposed)
        draft.dropped += gated.dropped
        return try await finish(gated.kept, voice, draft, progress)
    }

    private var validator: PlanValidator { PlanValidator(actions: actions, templates: Set(templates)) }

    /// A model that answered, with what it is.
    struct Voice: Sendable {
        let model: any LanguageModel
        let profile: ModelProfile
    }

    private func voice(_ progress: @escaping @Sendable (String) -> Void) async throws -> Voice? {
        guard let model else { return nil }
        return try await Self.unlessFailed(progress) { Voice(model: model, profile: try await model.profile()) }
    }

    private func labels(
        _ clauses: [Clause], _ voice: Voice?, _ draft: inout PlanDraft, _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> [LabelledClause] {
        let words = KeywordLabeller(allowedPrograms: programs).label(clauses)
        guard let voice else { return words }
        let labeller = ClauseLabeller(model: voice.model, takesGrammar: voice.profile.takesGrammar)
        progress("\(ClauseLabeller.purpose): \(clauses.count) clauses")
        let answer = try await Self.unlessFailed(progress) { try await labeller.label(clauses) { _ in } }
        guard let (labels, use) = answer else { return words }
        draft.add(use, progress)
        draft.method = "labels"
        return zip(words, labels).map { LabelledClause($0.clause, $1 ?? $0.label) }
    }

    private func finish(
        _ items: [LabelledClause], _ voice: Voice?, _ draft: PlanDraft, _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> PlannedTask {
        var draft = draft
        let items = draft.narrowed(items)
        let reader = OrderReader(
            items: items, constraints: draft.constraints, templates: templates, programs: programs)
        let questions = reader.questions
        var answers: SlotAnswers = [:]
        if let voice, !questions.isEmpty {
            let filler = SlotFiller(model: voice.model, takesGrammar: voice.profile.takesGrammar)
            progress("\(SlotFiller.purpose): \(questions.count) open")
            let task = draft.request.task
            let filled = try await Self.unlessFailed(progress) { try await filler.fill(questions, task: task) { _ in } }
            for use in filled?.uses ?? [] { draft.add(use, progress) }
            answers = filled?.answers ?? [:]
        }
        let read = reader.orders(answers)
        draft.dropped += read.dropped
        let orders = draft.completed(read.orders)
        let checked = try validator.check(PlanRecipes.steps(for: orders), ordered: Set(orders.flatMap(\.capabilities)))
        draft.dropped += checked.dropped
        guard checked.steps.isEmpty else {
            return draft.planned(checked.steps, explain: PlanExplanation.plan(orders, task: draft.request.task))
        }
        return try await answered(items, voice, draft, progress)
    }

    /// A plan without steps: an answer, or why there is nothing to do.
    private func answered(
        _ items: [LabelledClause], _ voice: Voice?, _ draft: PlanDraft, _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> PlannedTask {
        var draft = draft
        let task = draft.request.task
        guard items.contains(where: { $0.label == .answer || $0.label == .report }) else {
            return draft.planned([], explain: PlanExplanation.cannot(task, dropped: draft.dropped))
        }
        if let voice {
            progress("\(AnswerWriter.purpose): answering")
            let writer = AnswerWriter(model: voice.model)
            if let (text, use) = try await Self.unlessFailed(progress, { try await writer.answer(task) { _ in } }) {
                draft.add(use, progress)
                return draft.planned([], explain: text)
            }
        }
        let none = PlanExplanation.unanswered
        return draft.planned([], explain: (Language(of: task) == .russian ? none.ru : none.en) + ".")
    }

    /// The result, or nil if the model failed. A cancelled task stays cancelled.
    static func unlessFailed<T: Sendable>(
        _ progress: @Sendable (String) -> Void, _ work: () async throws -> T
    ) async throws -> T? {
        do {
            return try await work()
        } catch {
            let known = AirlockError(error, otherwise: .backendFailed)
            if known.code == .cancelled || Task.isCancelled { throw known }
            progress("the model failed (\(known.message.prefix(200))); going on without it")
            return nil
        }
    }
}
