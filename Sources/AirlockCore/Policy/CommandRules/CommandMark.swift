/// What else is to be known of an allowed command.
public enum CommandMark: String, Sendable, Hashable, CaseIterable {
    /// What it starts is the project's own code: a build file, a test, a hook.
    case runsProjectCode = "runs_project_code"
    /// It fetches packages, so that it needs a way out to their registry.
    case registry
}
