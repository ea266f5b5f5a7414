/// Which calls a role or an access token may make at all. A call outside is denied, whatever the rules say of it.
public struct AccessLimits: Sendable, Hashable, Codable {
    /// Names of tools; nil: every tool.
    public let tools: [String]?
    /// Folders, or files, that its calls may name and change; nil: the whole workspace. What a program reads is not limited.
    public let paths: [WorkspacePath]?
    /// Each must be kept by calls of its tool.
    public let parameters: [ParameterLimit]

    public init(tools: [String]?, paths: [WorkspacePath]?, parameters: [ParameterLimit]) {
        self.tools = tools
        self.paths = paths
        self.parameters = parameters
    }

    public static let all = AccessLimits(tools: nil, paths: nil, parameters: [])
    public static let nothing = AccessLimits(tools: [], paths: [], parameters: [])

    /// Why the call is outside; nil if it is inside.
    func objection(to call: ToolCall) -> Opinion? {
        if let tools, !tools.contains(call.tool) { return Self.denial("the tool \(call.tool) is not among its tools") }
        for limit in parameters where limit.tool == call.tool {
            if let reason = limit.objection(to: call.arguments) { return Self.denial(reason) }
        }
        for effect in call.declared {
            switch effect {
            case .read(let path), .write(let path), .delete(let path):
                if let denial = objection(to: path) { return denial }
            case .compute, .execute, .command, .connect, .publish, .sensitive: continue
            }
        }
        guard paths != nil, let folder = call.arguments["cwd"]?.string else { return nil }
        guard let path = try? WorkspacePath(folder) else { return Self.denial("cwd leaves the workspace") }
        return objection(to: path)
    }

    /// Why what a call did is outside; nil if it is inside. A folder above an allowed path may be made, not removed.
    func objection(to effect: MeasuredEffect) -> Opinion? {
        guard let paths else { return nil }
        for change in effect.changes {
            guard let path = try? WorkspacePath(change.path) else {
                return Self.denial("a change at \(change.path.prefix(200).debugDescription)")
            }
            let isOnTheWay = change.type == .folder && change.kind != .deleted && paths.contains { $0.isBelow(path) }
            if !isOnTheWay, let denial = objection(to: path) { return denial }
        }
        return nil
    }

    private func objection(to path: WorkspacePath) -> Opinion? {
        guard let paths, !paths.contains(where: path.isBelow) else { return nil }
        return Self.denial("\"\(path)\" is not below one of its paths")
    }

    private static func denial(_ reason: String) -> Opinion {
        Opinion(.deny, rule: "deny.acl", reason: "outside of what the caller may do: \(reason)")
    }
}

/// What one parameter of one tool may be. A call that leaves it out is outside.
public struct ParameterLimit: Sendable, Hashable, Codable {
    public let tool: String
    /// A member of the arguments.
    public let name: String
    /// Strings, and numbers and flags as JSON writes them.
    public let values: [String]

    public init(tool: String, name: String, values: [String]) {
        self.tool = tool
        self.name = name
        self.values = values
    }

    func objection(to arguments: JSONValue) -> String? {
        guard let value = arguments[name] else { return "\(tool) without \(name)" }
        guard values.contains(value.string ?? value.canonicalText) else {
            return "\(tool) with \(name) other than \(values.joined(separator: ", "))"
        }
        return nil
    }
}
