import AirlockCore

/// What `file_ops` was asked to do, with exactly the fields that it needs.
enum FileAction: Sendable, Hashable {
    case read(WorkspacePath)
    case write(WorkspacePath, content: String)
    case append(WorkspacePath, content: String)
    case edit(WorkspacePath, old: String, new: String)
    case move(WorkspacePath, to: WorkspacePath)
    case copy(WorkspacePath, to: WorkspacePath)
    case delete(WorkspacePath)
    case list(WorkspacePath)
    case glob(WorkspacePath, GlobPattern)
    case grep(WorkspacePath, pattern: String)
    case stat(WorkspacePath)
    case patch(WorkspacePath, diff: String)

    /// - Throws: `.invalidRequest` for a field that is missing, or that this action has no use for.
    init(_ arguments: FileOps.Arguments) throws(AirlockError) {
        let fields = FileFields(arguments)
        try fields.refuseUnused()
        let path = try WorkspacePath(arguments.path ?? "")
        switch arguments.action {
        case .read: self = .read(try fields.file(path))
        case .write: self = .write(try fields.file(path), content: try fields.content())
        case .append: self = .append(try fields.file(path), content: try fields.content())
        case .edit:
            let old = try fields.text(arguments.old, "old")
            let new = try fields.required(arguments.new, "new")
            guard old != new else { throw fields.invalid("old and new are the same") }
            self = .edit(try fields.file(path), old: old, new: new)
        case .move: self = .move(try fields.file(path), to: try fields.target(from: path))
        case .copy: self = .copy(try fields.file(path), to: try fields.target(from: path))
        case .delete: self = .delete(try fields.file(path))
        case .list: self = .list(path)
        case .glob: self = .glob(path, try GlobPattern(try fields.text(arguments.pattern, "pattern")))
        case .grep: self = .grep(path, pattern: try fields.text(arguments.pattern, "pattern"))
        case .stat: self = .stat(path)
        case .patch: self = .patch(path, diff: try fields.content())
        }
    }

    var effects: [Effect] {
        switch self {
        case .read(let path), .list(let path), .glob(let path, _), .grep(let path, _), .stat(let path): [.read(path)]
        case .write(let path, _), .append(let path, _), .edit(let path, _, _), .patch(let path, _): [.write(path)]
        case .move(let path, let target): [.delete(path), .write(target)]
        case .copy(let path, let target): [.read(path), .write(target)]
        case .delete(let path): [.delete(path)]
        }
    }
}

/// Checks the fields of one call against what its action takes.
private struct FileFields {
    private let arguments: FileOps.Arguments

    init(_ arguments: FileOps.Arguments) { self.arguments = arguments }

    func refuseUnused() throws(AirlockError) {
        let given: [(String, Bool)] = [
            ("content", arguments.content != nil), ("old", arguments.old != nil), ("new", arguments.new != nil),
            ("to", arguments.to != nil), ("pattern", arguments.pattern != nil),
        ]
        let used: Set<String> =
            switch arguments.action {
            case .write, .append, .patch: ["content"]
            case .edit: ["old", "new"]
            case .move, .copy: ["to"]
            case .glob, .grep: ["pattern"]
            case .read, .delete, .list, .stat: []
            }
        if let (name, _) = given.first(where: { $0.1 && !used.contains($0.0) }) {
            throw invalid("takes no \(name)")
        }
    }

    /// The path of an action that can't mean the whole workspace.
    func file(_ path: WorkspacePath) throws(AirlockError) -> WorkspacePath {
        guard path != .root else { throw invalid("needs a path below the workspace, not the workspace itself") }
        return path
    }

    func target(from path: WorkspacePath) throws(AirlockError) -> WorkspacePath {
        let target = try file(try WorkspacePath(try text(arguments.to, "to")))
        guard !target.isBelow(path) else { throw invalid("can't put \(path) into itself") }
        guard !path.isBelow(target) else {
            throw AirlockError(.conflict, "file_ops.to: \(target) holds \(path)", hint: "choose another name")
        }
        return target
    }

    func content() throws(AirlockError) -> String { try required(arguments.content, "content") }

    func text(_ value: String?, _ name: String) throws(AirlockError) -> String {
        let value = try required(value, name)
        guard !value.isEmpty else { throw invalid("needs a \(name) that isn't empty") }
        guard !value.utf8.contains(0) else { throw invalid("takes no NUL in \(name)") }
        return value
    }

    func required(_ value: String?, _ name: String) throws(AirlockError) -> String {
        guard let value else { throw invalid("needs \(name)") }
        return value
    }

    func invalid(_ message: String) -> AirlockError {
        AirlockError(.invalidRequest, "file_ops \(arguments.action.rawValue): \(message)")
    }
}
