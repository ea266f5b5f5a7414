public import AirlockCore

/// What `POST /llm` answers.
public struct ModelAnswerView: Sendable {
    public let requestID: String
    public let answer: ModelAnswer
    /// The answer parsed; nil unless a schema was given.
    public let value: JSONValue?

    /// - Parameter isJSON: Whether the answer was asked for, and checked, by a schema.
    /// - Throws: `.backendFailed` if it should be JSON and is not.
    public init(requestID: String, answer: ModelAnswer, isJSON: Bool) throws(AirlockError) {
        self.requestID = requestID
        self.answer = answer
        guard isJSON else {
            value = nil
            return
        }
        do {
            value = try JSONValue(parsing: answer.text)
        } catch {
            throw AirlockError(
                .backendFailed, "the model's answer is not JSON: \(error.message)",
                hint: answer.isCut ? "raise max_tokens: the answer was cut" : "ask again with another seed",
                cause: error)
        }
    }

    public var json: JSONValue {
        [
            "request_id": .string(requestID), "text": .string(answer.text), "json": value ?? .null,
            "cut": .bool(answer.isCut), "model_id": .string(answer.use.modelID),
            "provider": .string(answer.use.provider), "prompt_hash": .string(answer.use.promptHash),
            "seed": JSONValue(answer.use.seed), "usage": JSONValue(wire: answer.use.usage),
        ]
    }
}
