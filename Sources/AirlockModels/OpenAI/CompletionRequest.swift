import AirlockCore

extension ModelRequest {
    /// The body of `POST /v1/chat/completions`.
    /// - Parameter model: What the server calls the model; llama-server, which has but one, needs none.
    func completionBody(model: String?) -> JSONValue {
        var body: [String: JSONValue] = [
            // A server writes them into a prompt as they are, where a control token in them would be one.
            "messages": .array(messagesJSON { ControlTokenEscape.escaped($0) }),
            "stream": true,
            "stream_options": ["include_usage": true],
            "max_tokens": .integer(Int64(maxTokens)),
            "temperature": .number(temperature),
            "seed": .integer(Int64(seed)),
        ]
        if let model { body["model"] = .string(model) }
        switch constraint {
        case .none: break
        case .grammar(let text): body["grammar"] = .string(text)
        case .schema(let schema):
            body["response_format"] = [
                "type": "json_schema", "json_schema": ["name": "answer", "strict": true, "schema": schema],
            ]
        }
        return .object(body)
    }

    /// SHA-256 of the canonical JSON of `{"messages": …, "constraint": null | {"grammar": …} | {"schema": …}}`.
    var promptHash: String {
        let limit: JSONValue =
            switch constraint {
            case .none: .null
            case .grammar(let text): ["grammar": .string(text)]
            case .schema(let schema): ["schema": schema]
            }
        return JSONValue.object(["messages": .array(messagesJSON { $0 }), "constraint": limit]).sha256
    }

    private func messagesJSON(_ written: (String) -> String) -> [JSONValue] {
        messages.map { ["role": .string($0.role.rawValue), "content": .string(written($0.content))] }
    }
}
