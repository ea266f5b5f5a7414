public import AirlockCore

/// The wire forms of OpenAI's chat completions.
public enum ChatViews {
    /// A whole answer.
    public static func completion(_ answer: ModelAnswer, id: String, at time: Timestamp) -> JSONValue {
        let isSilent = answer.text.isEmpty && !answer.calls.isEmpty
        var message: [String: JSONValue] = [
            "role": "assistant", "content": isSilent ? .null : .string(answer.text), "refusal": .null,
        ]
        if !answer.calls.isEmpty {
            message["tool_calls"] = .array(answer.calls.map { .object(call($0)) })
            // So that it can be given back between the calls.
            if !answer.reasoning.isEmpty { message["reasoning"] = .string(answer.reasoning) }
        }
        return .object(
            frame(id, "chat.completion", answer.use.modelID, time).merging([
                "choices": [
                    [
                        "index": 0, "message": .object(message), "finish_reason": reason(answer), "logprobs": .null,
                    ]
                ],
                "usage": usage(answer.use.usage),
            ]) { $1 })
    }

    /// One piece of a stream.
    public static func piece(_ text: String, id: String, model: String, at time: Timestamp) -> JSONValue {
        chunk(["role": "assistant", "content": .string(text)], finish: .null, id, model, time)
    }

    /// The chunk of a stream that holds the calls, each whole.
    public static func calls(_ answer: ModelAnswer, id: String, at time: Timestamp) -> JSONValue {
        let calls = answer.calls.enumerated().map { index, asked -> JSONValue in
            .object(call(asked).merging(["index": .integer(Int64(index))]) { $1 })
        }
        var delta: [String: JSONValue] = ["role": "assistant", "tool_calls": .array(calls)]
        if !answer.reasoning.isEmpty { delta["reasoning"] = .string(answer.reasoning) }
        return chunk(.object(delta), finish: .null, id, answer.use.modelID, time)
    }

    /// The chunk that ends a stream, with what it cost if that was asked for.
    public static func end(_ answer: ModelAnswer, id: String, at time: Timestamp) -> JSONValue {
        chunk([:], finish: reason(answer), id, answer.use.modelID, time)
    }

    public static func cost(_ answer: ModelAnswer, id: String, at time: Timestamp) -> JSONValue {
        .object(
            frame(id, "chat.completion.chunk", answer.use.modelID, time)
                .merging(["choices": [], "usage": usage(answer.use.usage)]) { $1 })
    }

    public static func models(_ profile: ModelProfile, at time: Timestamp) -> JSONValue {
        let one: [JSONValue] = ["airlock", profile.modelID].map { id in
            [
                "id": .string(id), "object": "model", "created": seconds(time), "owned_by": .string(profile.provider),
            ]
        }
        return ["object": "list", "data": .array(one)]
    }

    /// `{"error": …}` as OpenAI's clients read it.
    public static func failure(_ error: AirlockError) -> JSONValue {
        let text = error.message + (error.hint.map { " (\($0))" } ?? "")
        return [
            "error": [
                "message": .string(text), "type": .string(error.code.rawValue), "code": .string(error.code.rawValue),
                "param": .null,
            ]
        ]
    }

    private static func chunk(
        _ delta: JSONValue, finish: JSONValue, _ id: String, _ model: String, _ time: Timestamp
    ) -> JSONValue {
        .object(
            frame(id, "chat.completion.chunk", model, time).merging([
                "choices": [["index": 0, "delta": delta, "finish_reason": finish, "logprobs": .null]]
            ]) { $1 })
    }

    private static func frame(_ id: String, _ kind: String, _ model: String, _ time: Timestamp) -> [String: JSONValue] {
        [
            "id": .string("chatcmpl-\(id)"), "object": .string(kind), "created": seconds(time),
            "model": .string(model),
        ]
    }

    private static func call(_ call: ModelCall) -> [String: JSONValue] {
        [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments.canonicalText)],
        ]
    }

    private static func reason(_ answer: ModelAnswer) -> JSONValue {
        answer.calls.isEmpty ? answer.isCut ? "length" : "stop" : "tool_calls"
    }

    private static func seconds(_ time: Timestamp) -> JSONValue { .integer(time.millisecondsSince1970 / 1000) }

    private static func usage(_ usage: Usage) -> JSONValue {
        [
            "prompt_tokens": .integer(Int64(usage.promptTokens)),
            "completion_tokens": .integer(Int64(usage.completionTokens)),
            "total_tokens": .integer(Int64(usage.promptTokens + usage.completionTokens)),
        ]
    }
}
