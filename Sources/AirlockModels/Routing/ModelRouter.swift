public import AirlockCore

/// Several providers in order as one model: the first that is well answers.
///
/// A provider that failed three times in a row is left alone for 30 seconds. Each provider keeps its own rules (consent,
/// deadline); the router only goes on to the next when one says `.unavailable`, `.backendFailed` or `.limitExceeded`.
public actor ModelRouter: LanguageModel {
    public struct Provider: Sendable {
        public let name: String
        public let model: any LanguageModel

        public init(name: String, model: any LanguageModel) {
            self.name = name
            self.model = model
        }
    }

    private let providers: [Provider]
    private let now: @Sendable () -> Timestamp
    private var breakers: [CircuitBreaker]

    /// - Parameter providers: Best first. None at all is allowed: then every question is answered `.unavailable`.
    public init(_ providers: [Provider], now: @escaping @Sendable () -> Timestamp) {
        self.providers = providers
        self.now = now
        breakers = providers.map { _ in CircuitBreaker(failuresToOpen: 3, pauseSeconds: 30) }
    }

    public func profile() async throws -> ModelProfile {
        try await firstSuccess { try await $0.profile() }
    }

    public func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        try await firstSuccess { try await $0.answer(request, onText: onText) }
    }

    /// As ``LanguageModel/answerJSON(_:schema:onText:)``, of one provider after the other: the next is asked when one gave
    /// nothing that fits in three tries.
    public func answerJSON(
        _ request: ModelRequest, schema: JSONValue, onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> CheckedJSON {
        try await firstSuccess { try await $0.answerJSON(request, schema: schema, onText: onText) }
    }

    private func firstSuccess<T: Sendable>(_ ask: @Sendable (any LanguageModel) async throws -> T) async throws -> T {
        var failures: [(name: String, error: AirlockError)] = []
        for (index, provider) in providers.enumerated() {
            if let end = breakers[index].pause(at: now()) {
                failures.append((provider.name, AirlockError(.unavailable, "left alone until \(end) after failures")))
                continue
            }
            do {
                let result = try await ask(provider.model)
                breakers[index].noteSuccess()
                return result
            } catch {
                let known = AirlockError(error, otherwise: .backendFailed)
                switch known.code {
                case .unavailable, .backendFailed: breakers[index].noteFailure(at: now())
                case .limitExceeded: break
                case .invalidRequest, .unauthorized, .forbidden, .denied, .rejected, .expired, .notFound, .conflict,
                    .commandFailed, .cancelled:
                    throw known
                }
                failures.append((provider.name, known))
            }
        }
        throw Self.sum(of: failures)
    }

    /// One error that tells each provider's reason. What is too long for all is the request's fault, not theirs.
    private static func sum(of failures: [(name: String, error: AirlockError)]) -> AirlockError {
        if let tooLong = failures.first(where: { $0.error.code == .limitExceeded }) { return tooLong.error }
        if failures.isEmpty {
            return AirlockError(
                .unavailable, "no model provider is configured", hint: "Name one in model.providers of config.yaml.")
        }
        let reasons = failures.map { "\($0.name): \($0.error.message)" }.joined(separator: "; ")
        return AirlockError(
            .unavailable, "no model answers (\(reasons))", hint: failures.lazy.compactMap(\.error.hint).first,
            cause: failures.last?.error)
    }
}
