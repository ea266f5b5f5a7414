public import AirlockCore

/// Body of `POST /v1/chat/completions`: the part of OpenAI's chat completions that one answer in text or calls of tools needs.
///
/// What changes only how a text is sampled is taken and left alone, as OpenAI-compatible servers do; what would change what
/// the answer is (several answers, pictures) is refused, as leaving it out would be an answer to another question.
public struct ChatBody: Sendable, Hashable {
    private static let ignored = [
        "frequency_penalty", "presence_penalty", "logit_bias", "metadata", "service_tier", "store", "top_p", "user",
        "reasoning_effort", "stream_options", "stop", "safety_identifier", "prompt_cache_key",
    ]

    public let model: String
    private let history: ChatHistory
    private let offered: ChatTools
    public let constraint: ModelRequest.Constraint
    public let streams: Bool
    /// Whether the last chunk of a stream carries what it cost.
    public let includesUsage: Bool
    /// 1…32,768.
    public let maxTokens: Int
    /// 0…2.
    public let temperature: Double
    public let seed: Int

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        model = try fields.required(fields.string("model", bytes: 1...256), "model")
        let items = try fields.required(fields.array("messages", most: 1000), "messages")
        guard !items.isEmpty else { throw fields.refusal("messages", "is empty") }
        history = try ChatHistory(items)
        offered = try ChatTools(&fields)
        streams = try fields.bool("stream") ?? false
        let newer = try fields.integer("max_completion_tokens", in: 1...32_768)
        maxTokens = try fields.integer("max_tokens", in: 1...32_768) ?? newer ?? 1024
        temperature = try fields.number("temperature", in: 0...2) ?? 1
        seed = try fields.integer("seed", in: 0...Int(Int32.max)) ?? 1
        guard try fields.integer("n", in: 1...128) ?? 1 == 1 else { throw fields.refusal("n", "is not 1") }
        constraint = try Self.constraint(fields.value("response_format"), fields)
        includesUsage = fields.value("stream_options")?["include_usage"]?.bool ?? false
        for name in ["logprobs", "top_logprobs"] {
            guard fields.value(name).map({ $0 == .bool(false) || $0 == .integer(0) }) ?? true else {
                throw fields.refusal(name, "is not given here")
            }
        }
        for name in ["functions", "function_call", "audio", "modalities", "prediction"] {
            guard fields.value(name) == nil else {
                throw fields.refusal(name, "is not taken: one answer in text, or calls of tools")
            }
        }
        for name in Self.ignored { _ = fields.value(name) }
        try fields.finish()
        guard tools.isEmpty || constraint == .none else {
            throw fields.refusal("response_format", "can't be had together with tools")
        }
    }

    public var tools: [ModelTool] { offered.tools }

    public var request: ModelRequest {
        var request = ModelRequest(
            purpose: "gateway/1", messages: history.messages, constraint: constraint, maxTokens: maxTokens,
            temperature: temperature, seed: seed)
        request.tools = tools
        request.rounds = history.rounds
        return request
    }

    /// The answer as it was asked for.
    /// - Throws: `.backendFailed` for one without a call where a call had to be.
    public func held(_ answer: ModelAnswer) throws(AirlockError) -> ModelAnswer {
        guard !answer.calls.isEmpty || !offered.mustCall else {
            throw AirlockError(
                .backendFailed, "the model answered in words, where a tool had to be called",
                hint: "Leave tool_choice at auto, or use a larger model.")
        }
        var answer = answer
        if !offered.mayCallTwice { answer.calls = Array(answer.calls.prefix(1)) }
        return answer
    }

    private static func constraint(
        _ format: JSONValue?, _ fields: RequestFields
    ) throws(AirlockError) -> ModelRequest.Constraint {
        guard let format else { return .none }
        switch format["type"]?.string {
        case "text": return .none
        case "json_object": return .schema(["type": "object"])
        case "json_schema":
            guard let schema = format["json_schema"]?["schema"], schema.object != nil else {
                throw fields.refusal("response_format.json_schema.schema", "is not a JSON Schema object")
            }
            return .schema(schema)
        default: throw fields.refusal("response_format.type", "is none of text, json_object, json_schema")
        }
    }
}
