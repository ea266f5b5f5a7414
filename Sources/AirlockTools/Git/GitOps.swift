public import AirlockCore

/// Git in the workspace. What leaves the machine is shown to a person first, and is then just that.
public struct GitOps: PreviewingTool {
    /// What a transfer is lent for a host and port.
    public typealias Access = @Sendable (_ host: String, _ port: Int) throws -> GitAccess

    public struct Arguments: Codable, Sendable {
        enum Action: String, Codable, Sendable, CaseIterable {
            case initialize = "init"
            case commit, push
            case createBranch = "create_branch"
            case merge, status, add, diff, log, checkout, clone, fetch
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
        summary: "Make a git repository, commit, branch, merge, look at its history, clone, fetch and push.",
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
                            "push, fetch: a remote's name (origin if left out) or an https or ssh address. clone: a folder or such an address.",
                            length: 1...4096),
                        "branch": ToolSchema.string(
                            "merge, checkout, push, diff, log: which. create_branch: where it starts.", length: 1...220),
                        "paths": ToolSchema.list(
                            "commit, add, diff, log: only these, relative to path.", of: ToolSchema.path("A path."),
                            count: 1...1000),
                    ], required: []),
            ], required: ["action"]),
        output: ToolSchema.object(
            [
                "result": ToolSchema.text("What git said, or what was done."),
                "commit_hash": ToolSchema.text(
                    "The commit that the repository or the push is at; not there before the first."),
                "branch": ToolSchema.text("The current or the pushed branch; not there for a detached head."),
                "entries": ToolSchema.list(
                    "status, add: what differs from the last commit.", of: GitStatus.entrySchema),
                "commits": ToolSchema.list("log: the newest first.", of: GitLog.commitSchema),
                "files": ToolSchema.list("diff: each file that differs.", of: GitDiff.fileSchema),
                "truncated": ToolSchema.flag("status, diff, log: there is more than is told; else not there."),
                "conflicts": ToolSchema.list("merge: what it could not settle.", of: GitConflict.schema),
            ], required: ["result"]),
        examples: [
            ["action": "init", "params": ["path": "hook_notes", "message": "Initial commit"]],
            ["action": "commit", "params": ["message": "Fix the greeting", "paths": ["README.md"]]],
            ["action": "create_branch", "params": ["name": "feature/search"]],
            ["action": "merge", "params": ["branch": "feature/search"]],
            ["action": "status"],
            ["action": "log", "params": ["path": "hook_notes", "branch": "main~1"]],
            ["action": "push", "params": ["remote": "origin", "branch": "main"]],
            ["action": "clone", "params": ["remote": "hook_notes", "path": "copy"]],
            ["action": "push", "params": ["remote": "https://git.example.org/me/notes.git"]],
            ["action": "fetch", "params": ["path": "hook_notes"]],
            ["action": "clone", "params": ["remote": "https://git.example.org/me/notes.git", "path": "notes"]],
        ], textOrigin: .workspace, ownOutputs: ["commit_hash"])

    private let limits: Limits
    private let access: Access

    /// - Parameter access: Asked for each transfer anew. Throws `.unavailable` where a server can't be reached.
    public init(limits: Limits, access: @escaping Access) {
        self.limits = limits
        self.access = access
    }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        try GitAction(arguments).effects(in: try arguments.folder())
    }

    public func preview(_ arguments: Arguments, in context: ToolContext) async throws -> CallPreview? {
        let repository = try repository(arguments, context)
        do {
            switch try GitAction(arguments) {
            case .push(let remote, let branch):
                let push = try await GitPush(remote, branch, of: try await repository.checked())
                try checkKnown(at: push.remote.address)
                return try await push.preview()
            case .fetch(.name(let name)): return try await repository.checked().fetchPreview(.name(name))
            case .initialize, .commit, .createBranch, .merge, .status, .add, .diff, .log, .checkout, .clone, .fetch:
                return nil
            }
        } catch let failure as GitRepository.Failure {
            throw AirlockError(
                .commandFailed, "git \(failure.result.ending): \(failure.result.tail(lines: 5).joined(separator: "; "))"
            )
        }
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let action = try GitAction(arguments)
        let repository = try repository(arguments, context)
        do {
            return try await perform(action, in: repository, shown: context.shown)
        } catch let failure as GitRepository.Failure {
            return Self.output(of: failure)
        }
    }

    /// - Throws: `.unavailable` without a credential, so that nobody is asked about what can't be done.
    private func checkKnown(at address: GitAddress) throws {
        guard try access(address.host, address.port).knows(address) else { throw GitAccess.unknown(address) }
    }

    private func repository(_ arguments: Arguments, _ context: ToolContext) throws(AirlockError) -> GitRepository {
        GitRepository(workspace: context.workspace, folder: try arguments.folder(), limits: limits)
    }

    private func perform(
        _ action: GitAction, in repository: GitRepository, shown: CallPreview?
    ) async throws -> ToolOutput {
        switch action {
        case .push(let remote, let branch):
            try await push(remote, branch, from: repository.checked(), shown: shown)
        case .fetch(let remote): try await repository.checked().fetch(remote, shown: shown, by: access)
        case .clone(.address(let address)):
            try await repository.clone(address, by: try access(address.host, address.port))
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

    /// - Throws: `.denied` without a card that a person said yes to, whoever let it run.
    private func push(
        _ remote: GitRemote, _ branch: GitName?, from repository: GitRepository, shown: CallPreview?
    ) async throws -> ToolOutput {
        guard let shown else {
            throw AirlockError(.denied, "deny.unseen-push: nobody was shown what would be pushed")
        }
        let push = try await GitPush(remote, branch, of: repository)
        let (result, commit) = try await push.run(shown: shown, by: access)
        try await push.end()
        let said = result.tail(lines: 20).joined(separator: "\n")
        return ToolOutput(
            ["result": .string(said), "commit_hash": .string(commit), "branch": .string(push.branch)],
            logs: ["pushed \(commit) to \(push.branch) of \(push.remote.address)"])
    }

    /// A git command that failed is a result with git's own words.
    private static func output(of failure: GitRepository.Failure) -> ToolOutput {
        let said = failure.result.tail(lines: 20)
        var value: [String: JSONValue] = ["result": .string(said.joined(separator: "\n"))]
        if !failure.conflicts.isEmpty { value["conflicts"] = try? JSONValue(encoding: failure.conflicts) }
        let status = failure.result.exitStatus == 0 ? 1 : failure.result.exitStatus
        return ToolOutput(.object(value), exitStatus: status, logs: ["git \(failure.result.ending)"] + said.suffix(3))
    }
}
