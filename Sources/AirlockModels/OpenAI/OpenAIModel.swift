public import AirlockCore
public import AsyncHTTPClient

/// A model behind an OpenAI-compatible server that somebody else runs.
public struct OpenAIModel: LanguageModel {
    /// What the configuration says of it.
    public struct Abilities: Sendable, Hashable {
        /// Strong enough to write a plan by itself.
        public var plansFreely: Bool
        /// Knows the `grammar` member (llama-server does).
        public var takesGrammar: Bool

        public var dialect: ChatDialect

        public init(plansFreely: Bool, takesGrammar: Bool, dialect: ChatDialect = ChatDialect()) {
            self.dialect = dialect
            self.plansFreely = plansFreely
            self.takesGrammar = takesGrammar
        }
    }

    private let endpoint: OpenAIEndpoint
    private let model: String
    private let abilities: Abilities
    private let consent: Bool
    private let http: HTTPClient

    /// - Parameter model: What the server calls it.
    /// - Parameter consent: Whether the user agreed that prompts leave this machine; a server on it needs none.
    public init(endpoint: OpenAIEndpoint, model: String, abilities: Abilities, consent: Bool, http: HTTPClient) {
        self.endpoint = endpoint
        self.model = model
        self.abilities = abilities
        self.consent = consent
        self.http = http
    }

    /// Says what the configuration says: the server isn't asked.
    public func profile() async throws -> ModelProfile {
        try checkConsent()
        return ModelProfile(
            modelID: model, provider: endpoint.name, plansFreely: abilities.plansFreely,
            takesGrammar: abilities.takesGrammar, fileSHA256: nil)
    }

    public func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        try checkConsent()
        if case .grammar = request.constraint, !abilities.takesGrammar {
            throw AirlockError(.unavailable, "\(endpoint.label) takes no grammar")
        }
        let start = ContinuousClock.now
        let body = request.completionBody(model: model, abilities.dialect)
        let completion = try await OpenAIClient(endpoint: endpoint, http: http).complete(body, onText: onText)
        return try ModelAnswer(
            completion, to: request, model: completion.modelID ?? model, provider: endpoint.name,
            took: .now - start, ModelCircumstances(request)
        ).withCalls(of: completion, to: request).unlessEmpty(request, from: endpoint.label)
    }

    private func checkConsent() throws(AirlockError) {
        guard endpoint.isLocal || consent else {
            throw AirlockError(
                .unavailable, "\(endpoint.label) is not used: it would take your task off this machine",
                hint: "If you agree to that, set consent: true for it in model.providers.")
        }
    }
}

extension ModelCircumstances {
    init(_ request: ModelRequest, fileSHA256: String? = nil, serverBuild: String? = nil, template: String? = nil) {
        self.init(
            temperature: request.temperature, maxTokens: request.maxTokens, fileSHA256: fileSHA256,
            serverBuild: serverBuild, template: template)
    }
}

extension ModelAnswer {
    /// A turn without an answer has an empty text.
    init(_ answer: HarmonyAnswer, isCut: Bool, use: ModelUse) {
        self.init(text: answer.text ?? "", reasoning: answer.reasoning, isCut: isCut, use: use)
    }

    /// An empty answer is one to nothing but a grammar, which may allow it. gpt-oss is known to think until its tokens are used
    /// up, and some servers to lose the answer behind the thoughts.
    /// - Throws: `.backendFailed`.
    func unlessEmpty(_ request: ModelRequest, from server: String) throws(AirlockError) -> ModelAnswer {
        if case .grammar = request.constraint { return self }
        guard text.isEmpty, calls.isEmpty, refused.isEmpty else { return self }
        throw AirlockError(
            .backendFailed,
            isCut
                ? "\(server) used up its \(request.maxTokens) tokens before it gave an answer"
                : "\(server) gave an empty answer",
            hint: isCut ? "Allow more tokens." : "Try again, or name a second provider in model.providers.")
    }

    /// - Parameter circumstances: What is known of them before the answer.
    init(
        _ completion: Completion, to request: ModelRequest, model: String, provider: String, took: Duration,
        _ circumstances: ModelCircumstances
    ) {
        let usage = Usage(
            promptTokens: completion.promptTokens, completionTokens: completion.completionTokens,
            durationMilliseconds: Int(took / .milliseconds(1)))
        var use = ModelUse(
            purpose: request.purpose, modelID: model, provider: provider, promptHash: request.promptHash,
            seed: request.seed, usage: usage)
        use.circumstances = circumstances
        use.circumstances?.serverBuild = circumstances.serverBuild ?? completion.serverBuild
        // Some servers hand gpt-oss's own format through.
        guard !HarmonyAnswer.isIn(completion.text) else {
            let answer = HarmonyAnswer(completion.text, isCut: completion.isCut)
            self.init(answer, isCut: completion.isCut, use: use)
            return
        }
        self.init(
            text: ControlTokenEscape.unescaped(completion.text), reasoning: completion.reasoning,
            isCut: completion.isCut,
            use: use)
    }
}
