public import AirlockCore

/// Git in the workspace. What leaves the machine is declared, asked about and not offered yet.
public struct GitOps: Tool {
    public struct Arguments: Codable, Sendable {
        enum Action: String, Codable, Sendable, CaseIterable {
            case initialize = "init"
            case commit, push
            case createBranch = "create_branch"
            case merge, status, add, diff, log, checkout, clone
        }

        struct Parameters: Codable, Sendable {
            var path: String?
            var message: String?
            var name: String?
            var remote: String?
            var branch: String?
            var paths: [String]?
        }

        var action: Action
        var params: Parameters?

        func folder() throws(AirlockError) -> WorkspacePath { try WorkspacePath(params?.path ?? "") }
    }

    public static let spec = ToolSpec(
        name: "git_ops",
        summary: "Make a git repository, commit, branch, merge and look at its history.",
        input: ToolSchema.object(
            [
                "action": ToolSchema.choice("What to do.", of: Arguments.Action.allCases.map(\.rawValue)),
                "params": ToolSchema.object(
                    [
                        "path": ToolSchema.path("The repository's folder; left out: the workspace."),
                        "message": ToolSchema.string(
                            "commit, init: the commit's message. init with one commits all files.", length: 1...16384),
                        "name": ToolSchema.string("create_branch: the new branch.", length: 1...200),
                        "remote": ToolSchema.string(
                            "push: the remote's name. clone: a folder or an address.", length: 1...4096),
                        "branch": ToolSchema.string(
                            "merge, checkout, push, diff, log: which. create_branch: where it starts.", length: 1...220),
                        "paths": ToolSchema.list(
                            "commit, add, diff, log: only these, relative to path.", of: ToolSchema.path("A path."),
                            count: 1...1000),
                    ], required: []),
            ], required: ["action"]),
        examples: [
            ["action": "init", "params": ["path": "hook_notes", "message": "Initial commit"]],
            ["action": "commit", "params": ["message": "Fix the greeting", "paths": ["README.md"]]],
            ["action": "create_branch", "params": ["name": "feature/search"]],
            ["action": "merge", "params": ["branch": "feature/search"]],
            ["action": "status"],
            ["action": "log", "params": ["path": "hook_notes", "branch": "main~1"]],
            ["action": "push", "params": ["remote": "origin", "branch": "main"]],
            ["action": "clone", "params": ["remote": "hook_notes", "path": "copy"]],
        ], textOrigin: .workspace, ownOutputs: ["commit_hash"])

    private let limits: Limits

    public init(limits: Limits) { self.limits = limits }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        try GitAction(arguments).effects(in: try arguments.folder())
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let action = try GitAction(arguments)
        let repository = GitRepository(
            workspace: context.workspace, folder: try arguments.folder(), limits: limits)
        do {
            return try await perform(action, in: repository)
        } catch let failure as GitRepository.Failure {
            return Self.output(of: failure)
        }
    }

    private func perform(_ action: GitAction, in repository: GitRepository) async throws -> ToolOutput {
        switch action {
        case .push: throw Self.notOffered("push")
        case .clone(.host): throw Self.notOffered("cloning from an address")
        case .clone(.folder(let source)): try await repository.clone(source)
        case .initialize(let message): try await repository.initialize(message)
        case .commit(let message, let paths): try await repository.checked().commit(message, paths)
        case .createBranch(let name, let start): try await repository.checked().createBranch(name, from: start)
        case .merge(let branch): try await repository.checked().merge(branch)
        case .status: try await repository.checked().status()
        case .add(let paths): try await repository.checked().add(paths)
        case .diff(let revision, let paths): try await repository.checked().diff(revision, paths)
        case .log(let revision, let paths): try await repository.checked().log(revision, paths)
        case .checkout(let branch): try await repository.checked().checkout(branch)
        }
    }

    /// A git command that failed is a result with git's own words.
    private static func output(of failure: GitRepository.Failure) -> ToolOutput {
        let said = failure.result.tail(lines: 20)
        var value: [String: JSONValue] = ["result": .string(said.joined(separator: "\n"))]
        if !failure.conflicts.isEmpty { value["conflicts"] = .array(failure.conflicts.map { .string($0) }) }
        let status = failure.result.exitStatus == 0 ? 1 : failure.result.exitStatus
        return ToolOutput(.object(value), exitStatus: status, logs: ["git \(failure.result.ending)"] + said.suffix(3))
    }

    private static func notOffered(_ what: String) -> AirlockError {
        AirlockError(.unavailable, "\(what) is not offered yet", hint: "export the project and use git there")
    }
}
