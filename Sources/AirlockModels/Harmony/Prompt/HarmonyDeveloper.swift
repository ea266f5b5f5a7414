public import AirlockCore

/// A function that the model may call.
public struct HarmonyFunction: Sendable, Hashable {
    /// With its namespace.
    public let name: HarmonyName
    public let summary: String
    /// The JSON Schema of its one argument, an object.
    public let parameters: JSONValue

    /// - Parameter name: Without the namespace.
    /// - Throws: `.invalidRequest` for a name that can't be in a header, or that no type can have.
    public init(name: String, summary: String, parameters: JSONValue) throws(AirlockError) {
        self.name = try HarmonyName(function: name)
        self.summary = summary
        self.parameters = parameters
    }
}

/// The developer message: what other formats call the system prompt.
public struct HarmonyDeveloper: Sendable, Hashable {
    public var instructions: String
    public var functions: [HarmonyFunction]
    /// The JSON Schema of the final message. It only informs the model; a grammar holds it to it.
    public var answer: JSONValue?

    public init(instructions: String, functions: [HarmonyFunction], answer: JSONValue?) {
        self.instructions = instructions
        self.functions = functions
        self.answer = answer
    }

    /// Nil if there is nothing to say.
    public var message: HarmonyMessage? {
        var parts: [String] = []
        if !instructions.isEmpty { parts.append("# Instructions\n\n\(instructions)") }
        if !functions.isEmpty { parts.append("# Tools\n\n## functions\n\n\(namespace)") }
        if let answer { parts.append("# Response Formats\n\n## answer\n\n\(answer.canonicalText)") }
        guard !parts.isEmpty else { return nil }
        return HarmonyMessage(HarmonyHeader(.developer), parts.joined(separator: "\n\n"))
    }

    private var namespace: String {
        var text = "namespace functions {\n\n"
        for function in functions {
            let types = HarmonyTypeScript(definitions: function.parameters["$defs"]?.object ?? [:])
            let isEmpty = function.parameters["properties"]?.object?.isEmpty ?? true
            let argument = isEmpty ? "" : "_: \(types.type(of: function.parameters))"
            let name = function.name.description.dropFirst(HarmonyName.functions.count)
            text += HarmonyTypeScript.comment(function.summary) + "type \(name) = (\(argument)) => any;\n\n"
        }
        return text + "} // namespace functions"
    }
}
