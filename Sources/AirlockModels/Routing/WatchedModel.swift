public import AirlockCore

/// A model on somebody else's machine: secrets are taken out of what goes there, and what goes there is logged first.
public struct WatchedModel: LanguageModel {
    /// What leaves this machine, as it leaves.
    public struct Departure: Sendable, Hashable {
        /// The provider's configured name.
        public let provider: String
        /// Its host.
        public let host: String
        public let request: ModelRequest
        /// Of messages in which a secret was replaced.
        public let redactedMessages: Int
    }

    private let model: any LanguageModel
    private let provider: String
    private let host: String
    private let redact: @Sendable (String) -> String
    private let record: @Sendable (Departure) async throws -> Void

    /// - Parameter redact: Gives a text without its secrets.
    /// - Parameter record: Called before each question; if it throws, nothing is sent.
    public init(
        _ model: any LanguageModel, provider: String, host: String, redact: @escaping @Sendable (String) -> String,
        record: @escaping @Sendable (Departure) async throws -> Void
    ) {
        self.model = model
        self.provider = provider
        self.host = host
        self.redact = redact
        self.record = record
    }

    public func profile() async throws -> ModelProfile { try await model.profile() }

    public func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        // A model that may not be asked says so before anything is logged as sent.
        _ = try await model.profile()
        var leaving = request
        leaving.messages = request.messages.map { message in
            var leaving = ModelMessage(message.role, redact(message.content))
            leaving.rounds = message.rounds.map(redacted)
            return leaving
        }
        leaving.rounds = request.rounds.map(redacted)
        let changed =
            zip(request.messages, leaving.messages).count { $0 != $1 }
            + zip(request.rounds, leaving.rounds).count { $0 != $1 }
        try await record(
            Departure(provider: provider, host: host, request: leaving, redactedMessages: changed))
        return try await model.answer(leaving, onText: onText)
    }

    private func redacted(_ round: ModelRound) -> ModelRound {
        ModelRound(
            reasoning: redact(round.reasoning), text: redact(round.text),
            calls: round.calls.map { call in
                let text = redact(call.writtenArguments)
                let arguments =
                    text == call.writtenArguments ? call.arguments : (try? JSONValue(parsing: text)) ?? .string(text)
                return ModelCall(id: call.id, name: call.name, arguments: arguments)
            }, results: round.results.map(redact))
    }
}
