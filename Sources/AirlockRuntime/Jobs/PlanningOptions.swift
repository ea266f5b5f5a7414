/// What a planner may use.
public struct PlanningOptions: Sendable, Hashable {
    /// Names of the tools that exist.
    public var actions: Set<String>
    /// What `project_builder` can build, the preferred one first.
    public var templates: [String]
    /// First words of commands that may be planned; whether they may run is policy's to say.
    public var allowedPrograms: Set<String>

    public init(actions: Set<String>, templates: [String], allowedPrograms: Set<String>) {
        self.actions = actions
        self.templates = templates
        self.allowedPrograms = allowedPrograms
    }
}
