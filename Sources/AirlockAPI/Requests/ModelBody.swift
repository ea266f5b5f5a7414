public import AirlockCore

/// Body of `POST /llm`.
public struct ModelBody: Sendable, Hashable {
    private enum Role: String, CaseIterable { case system, user, assistant }

    /// 1…100.
    public let messages: [ModelMessage]
    public let schema: JSONValue?
    /// Whether the answer comes as server-sent events.
    public let streams: Bool
    /// 1…32,768.
    public let maxTokens: Int
    /// 0…2.
    public let temperature: Double
    public let seed: Int

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        let items = try fields.required(fields.array("messages", most: 100), "messages")
        guard !items.isEmpty else { throw fields.refusal("messages", "is empty") }
        var messages: [ModelMessage] = []
        for (index, item) in items.enumerated() { messages.append(try Self.message(item, index)) }
        self.messages = messages
        schema = fields.value("schema")
        streams = try fields.bool("stream") ?? false
        maxTokens = try fields.integer("max_tokens", in: 1...32_768) ?? 1024
        temperature = try fields.number("temperature", in: 0...2) ?? 0
        seed = try fields.integer("seed", in: 0...Int(Int32.max)) ?? 1
        try fields.finish()
        if let schema, schema.object == nil { throw fields.refusal("schema", "is not a JSON Schema object") }
    }

    public var request: ModelRequest {
        ModelRequest(
            purpose: "llm/1", messages: messages, constraint: schema.map { .schema($0) } ?? .none,
            maxTokens: maxTokens, temperature: temperature, seed: seed)
    }

    private static func message(_ item: JSONValue, _ index: Int) throws(AirlockError) -> ModelMessage {
        var fields = try RequestFields(item, place: "messages[\(index)].")
        let role = try fields.required(fields.choice("role", of: Role.self), "role")
        let content = try fields.required(fields.string("content", bytes: 0...1_048_576), "content")
        try fields.finish()
        switch role {
        case .system: return ModelMessage(.system, content)
        case .user: return ModelMessage(.user, content)
        case .assistant: return ModelMessage(.assistant, content)
        }
    }
}
