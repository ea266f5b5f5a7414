import AirlockCore

extension ModelRequest {
    /// The body of `POST /v1/chat/completions`.
    /// - Parameter model: What the server calls the model; llama-server, which has but one, needs none.
    func completionBody(model: String?, _ dialect: ChatDialect) -> JSONValue {
        var body: [String: JSONValue] = [
            // A server writes them into a prompt as they are, where a control token in them would be one.
            "messages": .array(
                messagesJSON(dialect) { ControlTokenEscape.escaped($0) }
                    + Self.json(of: rounds, dialect) { ControlTokenEscape.escaped($0) }),
            "stream": true,
            "stream_options": ["include_usage": true],
            "max_tokens": .integer(Int64(maxTokens)),
            "temperature": .number(temperature),
            "seed": .integer(Int64(seed)),
        ]
        if let model { body["model"] = .string(model) }
        if !tools.isEmpty { body["tools"] = .array(toolsJSON(strict: dialect.wantsStrictTools)) }
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

    /// SHA-256 of the canonical JSON of `{"messages": …, "constraint": null | {"grammar": …} | {"schema": …}}`, with `tools` and
    /// `rounds` where there are any.
    var promptHash: String {
        let limit: JSONValue =
            switch constraint {
            case .none: .null
            case .grammar(let text): ["grammar": .string(text)]
            case .schema(let schema): ["schema": schema]
            }
        let dialect = ChatDialect(reasoningMember: "reasoning")
        var hashed: [String: JSONValue] = ["messages": .array(messagesJSON(dialect) { $0 }), "constraint": limit]
        if !tools.isEmpty { hashed["tools"] = .array(toolsJSON(strict: false)) }
        if !rounds.isEmpty { hashed["rounds"] = .array(Self.json(of: rounds, dialect) { $0 }) }
        return JSONValue.object(hashed).sha256
    }

    private func messagesJSON(_ dialect: ChatDialect, _ written: (String) -> String) -> [JSONValue] {
        messages.flatMap { message in
            let said: JSONValue = [
                "role": .string(message.role.rawValue), "content": .string(written(message.content)),
            ]
            return Self.json(of: message.rounds, dialect, written) + (message.isSpoken ? [said] : [])
        }
    }

    private func toolsJSON(strict: Bool) -> [JSONValue] {
        tools.map { tool in
            var function: [String: JSONValue] = [
                "name": .string(tool.name), "description": .string(tool.summary), "parameters": tool.parameters,
            ]
            if strict { function["strict"] = true }
            return ["type": "function", "function": .object(function)]
        }
    }

    private static func json(
        of rounds: [ModelRound], _ dialect: ChatDialect, _ written: (String) -> String
    ) -> [JSONValue] {
        rounds.flatMap { round -> [JSONValue] in
            let calls = round.calls.map { call -> JSONValue in
                [
                    "id": .string(call.id), "type": "function",
                    "function": ["name": .string(call.name), "arguments": .string(call.writtenArguments)],
                ]
            }
            var asked: [String: JSONValue] = [
                "role": "assistant", "content": .string(written(round.text)), "tool_calls": .array(calls),
            ]
            if let member = dialect.reasoningMember, !round.reasoning.isEmpty {
                asked[member] = .string(written(round.reasoning))
            }
            let results = zip(round.calls, round.results).map { call, result -> JSONValue in
                ["role": "tool", "tool_call_id": .string(call.id), "content": .string(written(result))]
            }
            return [.object(asked)] + results
        }
    }
}
