/// What policy says of a command line, and of the commands in it.
public struct CommandJudgement: Sendable, Hashable {
    public let opinion: Opinion
    /// What runs, one by one and without a shell, if the line is allowed; empty for a line that can't be read exactly.
    public let pipelines: [Pipeline]
    /// What is marked about each command, in order; empty sets unless the line is allowed.
    public let marks: [Set<CommandMark>]
    /// What has to be in the lease of the sandbox, e.g. `registry.npmjs.org:443`, for packages to be fetched.
    public let registries: [String]

    public var commands: [[String]] { pipelines.flatMap(\.commands) }
}
