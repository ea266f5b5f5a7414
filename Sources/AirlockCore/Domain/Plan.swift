/// The specification's plan: `{"plan": [{step, action, params}], "explain", "estimated_time_min"}`.
public struct Plan: Sendable, Hashable, Codable {
    /// Numbered from 1 without gaps. Empty if nothing can or need be done; `explain` then says why or answers.
    public var steps: [Step]
    public var explain: String
    public var estimatedMinutes: Int

    public init(steps: [Step], explain: String, estimatedMinutes: Int) {
        self.steps = steps
        self.explain = explain
        self.estimatedMinutes = estimatedMinutes
    }

    enum CodingKeys: String, CodingKey {
        case steps = "plan"
        case explain
        case estimatedMinutes = "estimated_time_min"
    }
}

/// One call of a plan. Strings in `params` may refer to earlier results: `<steps.2.output.project_path>`, `<project_path>`.
public struct Step: Sendable, Hashable, Codable {
    public var number: Int
    /// A tool's name, or `read_source`, `find_facts`, `report`.
    public var action: String
    public var params: JSONValue

    public init(number: Int, action: String, params: JSONValue) {
        self.number = number
        self.action = action
        self.params = params
    }

    enum CodingKeys: String, CodingKey {
        case number = "step"
        case action, params
    }
}

/// Something that a planner wanted and the gate refused, shown to the person with the reason.
public struct DroppedStep: Sendable, Hashable, Codable {
    /// The task's own words, or the action, that it came from.
    public let what: String
    public let reason: String

    public init(what: String, reason: String) {
        self.what = what
        self.reason = reason
    }
}

/// What a planner makes of a task.
public struct PlannedTask: Sendable, Hashable, Codable {
    public let plan: Plan
    public let dropped: [DroppedStep]
    /// How it was made: `labels`, `free` or `keywords`.
    public let method: String
    public let modelUses: [ModelUse]

    public init(plan: Plan, dropped: [DroppedStep], method: String, modelUses: [ModelUse]) {
        self.plan = plan
        self.dropped = dropped
        self.method = method
        self.modelUses = modelUses
    }
}
