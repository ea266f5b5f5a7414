import AirlockCore

/// What a plan may say: each action's parameters, and which capability a step uses.
enum ActionTable {
    enum Kind: Sendable, Hashable { case text, integer, object, array, any }

    struct Shape: Sendable {
        let required: [String: Kind]
        let optional: [String: Kind]
    }

    /// Actions that the runtime itself carries out, without a tool.
    static let own: Set<String> = ["read_source", "find_facts", "report"]

    private static let shapes: [String: Shape] = [
        "browser_search": Shape(required: ["query": .text], optional: ["max_results": .integer]),
        "read_source": Shape(required: ["results": .any], optional: ["count": .integer]),
        "find_facts": Shape(required: ["query": .text, "sources": .any], optional: ["count": .integer]),
        "report": Shape(required: [:], optional: [:]),
        "project_builder": Shape(required: ["template": .text, "name": .text], optional: ["options": .object]),
        "shell_exec": Shape(required: ["cmd": .text], optional: ["cwd": .text, "on_failure": .text]),
        "file_ops": Shape(
            required: ["action": .text],
            optional: ["path": .text, "content": .text, "old": .text, "new": .text, "to": .text, "pattern": .text]),
        "git_ops": Shape(required: ["action": .text, "params": .object], optional: [:]),
        "screenshot": Shape(required: ["target": .text], optional: ["region": .object]),
        "human_approval": Shape(
            required: ["description": .text],
            optional: ["request_id": .text, "effects": .array, "timeout": .integer]),
        "powershell": Shape(required: ["cmd": .text], optional: ["cwd": .text]),
        "keyboard_mouse": Shape(required: ["actions": .array], optional: [:]),
    ]
    private static let fileNeeds: [String: [String]] = [
        "read": ["path"], "write": ["path", "content"], "append": ["path", "content"], "edit": ["path", "old", "new"],
        "move": ["path", "to"], "copy": ["path", "to"], "delete": ["path"], "list": [], "glob": ["pattern"],
        "grep": ["pattern"], "stat": ["path"], "patch": ["content"],
    ]
    private static let gitNeeds: [String: [String]] = [
        "init": [], "commit": ["message"], "push": [], "create_branch": ["name"], "merge": ["branch"], "status": [],
        "add": ["paths"], "diff": [], "log": [], "checkout": ["branch"], "clone": ["path", "remote"],
        "fetch": [],
    ]

    /// What is wrong with the step's parameters; nil if nothing is.
    static func fault(in step: Step) -> String? {
        guard let shape = shapes[step.action] else { return "no action is named \(step.action.prefix(60))" }
        guard let params = step.params.object else { return "params is not an object" }
        for name in shape.required.keys.sorted() where params[name] == nil { return "params.\(name) is missing" }
        for (name, value) in params.sorted(by: { $0.key < $1.key }) {
            guard let kind = shape.required[name] ?? shape.optional[name] else {
                return "\(step.action) takes no \(name.prefix(60))"
            }
            guard fits(value, kind) else { return "params.\(name) has the wrong type" }
        }
        switch step.action {
        case "file_ops": return fault(params, needs: fileNeeds, in: params)
        case "git_ops": return fault(params, needs: gitNeeds, in: params["params"]?.object ?? [:])
        case "browser_search":
            return params["query"]?.string?.trimming("").isEmpty == true ? "params.query is empty" : nil
        case "shell_exec": return params["cmd"]?.string?.trimming("").isEmpty == true ? "params.cmd is empty" : nil
        default: return nil
        }
    }

    private static func fault(
        _ params: [String: JSONValue], needs: [String: [String]], in fields: [String: JSONValue]
    ) -> String? {
        guard let action = params["action"]?.string, let names = needs[action] else {
            return "params.action is none of \(needs.keys.sorted().joined(separator: ", "))"
        }
        return names.first { fields[$0] == nil }.map { "\(action) needs \($0)" }
    }

    private static func fits(_ value: JSONValue, _ kind: Kind) -> Bool {
        switch kind {
        case .text: value.string != nil
        case .integer: value.integer != nil
        case .object: value.object != nil
        case .array: value.array != nil || value.string != nil
        case .any: true
        }
    }

    /// The capability that a step uses, as plans are scored; nil for one that needs no order.
    static func capability(of step: Step) -> ClauseLabel? {
        switch step.action {
        case "browser_search": return .research
        case "project_builder": return .createProject
        case "shell_exec": return .runCommand
        case "screenshot": return .screenshot
        case "file_ops":
            let action = step.params["action"]?.string ?? ""
            return ["read", "list", "glob", "grep", "stat"].contains(action) ? nil : .editFiles
        case "git_ops":
            switch step.params["action"]?.string ?? "" {
            case "push": return .gitPush
            case "commit": return .gitCommit
            case "init": return step.params["params"]?["message"] == nil ? nil : .gitCommit
            default: return nil
            }
        default: return nil
        }
    }
}
