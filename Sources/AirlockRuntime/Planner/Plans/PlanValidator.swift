public import AirlockCore

/// The last check of a plan before anything runs: what isn't known, complete, in order and asked for is dropped, with what
/// depends on it.
public struct PlanValidator: Sendable {
    public static let maxSteps = 64

    private let actions: Set<String>
    private let templates: Set<String>

    /// - Parameters:
    ///   - actions: Names of the tools that exist; `read_source`, `find_facts` and `report` are always known.
    ///   - templates: What `project_builder` can build.
    public init(actions: Set<String>, templates: Set<String>) {
        self.actions = actions.union(ActionTable.own)
        self.templates = templates
    }

    /// - Parameter ordered: The capabilities that the task's clauses order.
    /// - Returns: The steps that may run, numbered from 1, with their references renumbered; and the others with the reason.
    /// - Throws: `.limitExceeded` for over 64 steps.
    public func check(
        _ steps: [Step], ordered: Set<ClauseLabel>
    ) throws(AirlockError) -> (steps: [Step], dropped: [DroppedStep]) {
        guard steps.count <= Self.maxSteps else {
            throw AirlockError(
                .limitExceeded, "the plan has \(steps.count) steps; \(Self.maxSteps) are the limit",
                hint: "give the task in smaller parts")
        }
        var kept: [Step] = []
        var dropped: [DroppedStep] = []
        var numbers: [Int: Int] = [:]
        for step in steps {
            if let fault = fault(in: step, ordered, known: numbers, kept: kept) {
                dropped.append(DroppedStep(what: "step \(step.number): \(step.action.prefix(60))", reason: fault))
                continue
            }
            let params = StepReference.renumbered(step.params, numbers)
            numbers[step.number] = kept.count + 1
            kept.append(Step(number: kept.count + 1, action: step.action, params: params))
        }
        return kept.contains { $0.action != "report" } ? (kept, dropped) : ([], dropped)
    }

    private func fault(in step: Step, _ ordered: Set<ClauseLabel>, known: [Int: Int], kept: [Step]) -> String? {
        guard actions.contains(step.action) else { return "no action is named \(step.action.prefix(60))" }
        if known[step.number] != nil { return "a second step has the number \(step.number)" }
        if let fault = ActionTable.fault(in: step) { return fault }
        if let capability = ActionTable.capability(of: step), !ordered.contains(capability) {
            return "the task doesn't ask for \(capability.rawValue)"
        }
        if let fault = unasked(step, ordered) { return fault }
        for number in StepReference.numbers(in: step.params).sorted() where known[number] == nil {
            return "it needs step \(number), which isn't there or comes later"
        }
        if StepReference.mentionsNewestProject(step.params), !kept.contains(where: { $0.action == "project_builder" }) {
            return "it needs a project, and none is created before it"
        }
        if step.action == "project_builder", let template = step.params["template"]?.string,
            !templates.contains(template)
        {
            return
                "there is no template \(template.prefix(60)); there are \(templates.sorted().joined(separator: ", "))"
        }
        return nil
    }

    /// Steps without a capability of their own that still change or ask something.
    private func unasked(_ step: Step, _ ordered: Set<ClauseLabel>) -> String? {
        switch step.action {
        case "keyboard_mouse", "human_approval": return "the task doesn't ask for \(step.action)"
        case "git_ops":
            let action = step.params["action"]?.string ?? ""
            let isReading = ["status", "diff", "log"].contains(action)
            let isOrdered = !ordered.isDisjoint(with: [.gitCommit, .gitPush])
            return isReading || isOrdered ? nil : "the task doesn't ask for git \(action.prefix(60))"
        default: return nil
        }
    }
}
