/// An answer that fits its schema, and every try that it took.
public struct CheckedJSON: Sendable, Hashable {
    public let value: JSONValue
    /// In order; the last one gave ``value``. Each belongs into the log.
    public let answers: [ModelAnswer]

    public init(value: JSONValue, answers: [ModelAnswer]) {
        self.value = value
        self.answers = answers
    }
}

/// The cause of an error: the model did answer, but nothing that fits. Each of the answers belongs into the log, too.
public struct UnfitAnswers: Error, Sendable, Hashable {
    public let answers: [ModelAnswer]

    public init(answers: [ModelAnswer]) { self.answers = answers }
}

extension LanguageModel {
    public func answerJSON(_ request: ModelRequest, schema: JSONValue) async throws -> CheckedJSON {
        try await answerJSON(request, schema: schema) { _ in }
    }

    /// Asks for JSON and believes nothing: servers are known to ignore a schema silently. What doesn't parse or doesn't fit
    /// goes back to the model with the reason, twice at most.
    /// - Parameter request: Its constraint is replaced by the schema.
    /// - Throws: `.invalidRequest` for a schema that can't be used, `.backendFailed` with ``UnfitAnswers`` if no try fits, and
    ///   what the model throws.
    public func answerJSON(
        _ request: ModelRequest, schema: JSONValue, onText: @escaping @Sendable (String) -> Void
    ) async throws -> CheckedJSON {
        let checker = JSONSchema(schema)
        try checker.validate()
        var asking = request
        asking.constraint = .schema(schema)
        var answers: [ModelAnswer] = []
        var reason = ""
        for _ in 0..<3 {
            let answer = try await answer(asking, onText: onText)
            answers.append(answer)
            if answer.isCut {
                reason = "it was cut at \(request.maxTokens) tokens"
            } else {
                do throws(AirlockError) {
                    let value = try JSONValue(parsing: answer.text)
                    guard let misfit = try checker.misfit(in: value) else {
                        return CheckedJSON(value: value, answers: answers)
                    }
                    reason = misfit.advice
                } catch {
                    reason = error.message
                }
            }
            asking.messages =
                request.messages + [
                    ModelMessage(.assistant, String(answer.text.prefix(4_000))),
                    ModelMessage(
                        .user,
                        "That answer can't be used: \(reason). Answer again with one JSON value that fits: no words around it, no code fence."
                    ),
                ]
        }
        throw AirlockError(
            .backendFailed, "the model's answer did not fit the schema in \(answers.count) tries: \(reason)",
            hint: "Ask for something simpler, allow more tokens, or use a larger model.",
            cause: UnfitAnswers(answers: answers))
    }
}
