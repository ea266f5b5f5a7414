/// What one clause orders.
public enum ClauseLabel: String, Sendable, Hashable, Codable, CaseIterable {
    case research
    case createProject = "create_project"
    case editFiles = "edit_files"
    case runCommand = "run_command"
    case gitCommit = "git_commit"
    case gitPush = "git_push"
    case screenshot
    case answer
    case report
    /// Only describes another clause.
    case detail
    /// Told not to do it.
    case no
    /// An order that nothing here can carry out.
    case unsupported

    /// Labels that stand for work by a tool.
    public static let capabilities: [ClauseLabel] = [
        .research, .createProject, .editFiles, .runCommand, .gitCommit, .gitPush, .screenshot,
    ]

    public var isCapability: Bool { Self.capabilities.contains(self) }
    /// Labels that a negation anywhere in the clause takes away.
    var yieldsToNegation: Bool { [.gitPush, .gitCommit, .runCommand].contains(self) }
}

/// A clause and what it was found to order.
public struct LabelledClause: Sendable, Hashable {
    public let clause: Clause
    public let label: ClauseLabel

    public init(_ clause: Clause, _ label: ClauseLabel) {
        self.clause = clause
        self.label = label
    }
}
