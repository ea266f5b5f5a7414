import AirlockCore

/// What `git_ops` was asked to do, with exactly the parameters that it needs.
enum GitAction: Sendable, Hashable {
    case initialize(message: String?)
    case commit(message: String, paths: [WorkspacePath])
    case push(remote: GitRemote, branch: GitName?)
    case fetch(GitRemote)
    case createBranch(GitName, from: GitName?)
    case merge(GitName)
    case status
    case add([WorkspacePath])
    case diff(GitName?, paths: [WorkspacePath])
    case log(GitName?, paths: [WorkspacePath])
    case checkout(GitName)
    case clone(GitSource)

    /// - Throws: `.invalidRequest` for a parameter that is missing, isn't acceptable, or has no use here.
    init(_ arguments: GitOps.Arguments) throws(AirlockError) {
        let params = GitFields(arguments)
        try params.refuseUnused()
        switch arguments.action {
        case .initialize: self = .initialize(message: try params.message())
        case .commit:
            guard let message = try params.message() else { throw params.missing("message") }
            self = .commit(message: message, paths: try params.paths())
        case .push:
            self = .push(remote: try GitRemote(params.value.remote ?? "origin"), branch: try params.pushedBranch())
        case .fetch: self = .fetch(try GitRemote(params.value.remote ?? "origin"))
        case .createBranch:
            guard let name = params.value.name else { throw params.missing("name") }
            self = .createBranch(try GitName(name, field: "name"), from: try params.revision())
        case .merge, .checkout:
            guard let target = try params.revision() else { throw params.missing("branch") }
            self = arguments.action == .merge ? .merge(target) : .checkout(target)
        case .status: self = .status
        case .add:
            let paths = try params.paths()
            guard !paths.isEmpty else { throw params.missing("paths") }
            self = .add(paths)
        case .diff: self = .diff(try params.revision(), paths: try params.paths())
        case .log: self = .log(try params.revision(), paths: try params.paths())
        case .clone:
            guard let remote = params.value.remote else { throw params.missing("remote") }
            let source = try GitSource(remote)
            guard let path = params.value.path, try WorkspacePath(path) != .root else { throw params.missing("path") }
            self = .clone(source)
        }
    }

    func effects(in folder: WorkspacePath) -> [Effect] {
        switch self {
        case .status, .diff, .log: [.read(folder)]
        case .initialize, .commit, .createBranch, .merge, .add, .checkout, .clone(.folder): [.write(folder)]
        case .clone(.address(let address)), .fetch(.address(let address)): [address.effect, .write(folder)]
        // it tells the remote which commits are here
        case .fetch(.name(let name)): [.publish("git fetch \(name)")]
        case .push(let remote, let branch): [.publish("git push \(remote) \(branch?.description ?? "HEAD")")]
        }
    }
}

/// Checks the parameters of one call against what its action takes.
private struct GitFields {
    let value: GitOps.Arguments.Parameters
    private let action: GitOps.Arguments.Action

    init(_ arguments: GitOps.Arguments) {
        value = arguments.params ?? GitOps.Arguments.Parameters()
        action = arguments.action
    }

    func refuseUnused() throws(AirlockError) {
        let given: [(String, Bool)] = [
            ("message", value.message != nil), ("name", value.name != nil), ("remote", value.remote != nil),
            ("branch", value.branch != nil), ("paths", value.paths != nil),
        ]
        let used: Set<String> =
            switch action {
            case .initialize: ["message"]
            case .commit: ["message", "paths"]
            case .push: ["remote", "branch"]
            case .fetch: ["remote"]
            case .createBranch: ["name", "branch"]
            case .merge, .checkout: ["branch"]
            case .status: []
            case .add: ["paths"]
            case .diff, .log: ["branch", "paths"]
            case .clone: ["remote"]
            }
        if let (name, _) = given.first(where: { $0.1 && !used.contains($0.0) }) {
            throw AirlockError(
                .invalidRequest, "git_ops \(action.rawValue): takes no params.\(name)",
                hint: "it takes path\(used.sorted().map { ", \($0)" }.joined())")
        }
    }

    func message() throws(AirlockError) -> String? {
        guard let message = value.message else { return nil }
        guard !message.allSatisfy(\.isWhitespace), !message.utf8.contains(0) else {
            throw AirlockError(.invalidRequest, "git_ops.params.message: empty, or holds a NUL")
        }
        return message
    }

    func revision() throws(AirlockError) -> GitName? {
        guard let branch = value.branch else { return nil }
        return try GitName(revision: branch, field: "branch")
    }

    /// - Throws: `.denied` for what `git push` would take for an order to force or to delete.
    func pushedBranch() throws(AirlockError) -> GitName? {
        guard let branch = value.branch else { return nil }
        guard !branch.hasPrefix("+"), !branch.hasPrefix("-"), !branch.contains(":") else {
            throw AirlockError(
                .denied,
                "deny.git-force-push: a push adds commits to one branch; it forces, mirrors and deletes nothing",
                hint: "name a branch in params.branch; if the remote has other commits, fetch and merge them")
        }
        return try GitName(branch, field: "branch")
    }

    /// Relative to the repository's folder.
    func paths() throws(AirlockError) -> [WorkspacePath] {
        var paths: [WorkspacePath] = []
        for text in value.paths ?? [] { paths.append(try WorkspacePath(text)) }
        return paths
    }

    func missing(_ name: String) -> AirlockError {
        AirlockError(.invalidRequest, "git_ops \(action.rawValue): needs params.\(name)")
    }
}
