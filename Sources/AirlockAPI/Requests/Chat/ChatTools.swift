import AirlockCore

/// What a chat completion offers to the model, and how much it is held to it.
struct ChatTools: Sendable, Hashable {
    private(set) var tools: [ModelTool] = []
    /// Whether an answer without a call is none.
    private(set) var mustCall = false
    /// Whether one answer may hold several calls.
    private(set) var mayCallTwice = true

    private static let mostTools = 128

    init(_ fields: inout RequestFields) throws(AirlockError) {
        for (index, item) in (try fields.array("tools", most: Self.mostTools) ?? []).enumerated() {
            let tool = try Self.tool(item, "tools[\(index)].")
            guard !tools.contains(where: { $0.name == tool.name }) else {
                throw fields.refusal("tools[\(index)].function.name", "comes twice")
            }
            tools.append(tool)
        }
        mayCallTwice = try fields.bool("parallel_tool_calls") ?? true
        guard let choice = fields.value("tool_choice") else { return }
        switch choice.string {
        case "auto": break
        case "none": tools = []
        case "required":
            guard !tools.isEmpty else { throw fields.refusal("tool_choice", "requires a tool, and there is none") }
            mustCall = true
        case nil where choice["type"] == "function":
            let name = choice["function"]?["name"]?.string ?? ""
            guard let tool = tools.first(where: { $0.name == name }) else {
                throw fields.refusal("tool_choice", "names no tool of this request")
            }
            tools = [tool]
            mustCall = true
        default: throw fields.refusal("tool_choice", "is none of auto, none, required and a function")
        }
    }

    private static func tool(_ item: JSONValue, _ place: String) throws(AirlockError) -> ModelTool {
        var outer = try RequestFields(item, place: place)
        guard outer.value("type") == "function" else { throw outer.refusal("type", "is not function") }
        let function = try outer.required(outer.value("function"), "function")
        try outer.finish()
        var fields = try RequestFields(function, place: place + "function.")
        let name = try fields.required(fields.string("name", bytes: 1...64), "name")
        guard ModelTool.canBeNamed(name) else { throw fields.refusal("name", ModelTool.nameRule) }
        let summary = try fields.string("description", bytes: 0...65_536) ?? ""
        let parameters = fields.value("parameters") ?? ["type": "object", "properties": [:]]
        // Every call is held to its tool's schema anyway.
        _ = fields.value("strict")
        try fields.finish()
        guard parameters.object != nil else { throw fields.refusal("parameters", "is not a JSON Schema object") }
        do {
            try JSONSchema(parameters).validate()
        } catch {
            throw fields.refusal("parameters", "can't be checked: \(error.message)")
        }
        return ModelTool(name: name, summary: summary, parameters: parameters)
    }
}
