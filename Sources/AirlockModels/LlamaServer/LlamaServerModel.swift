public import AirlockCore

/// The model that our own `llama-server` runs. Nothing is started before the first question.
public struct LlamaServerModel: LanguageModel {
    private let name: String
    private let settings: LlamaServerSettings
    private let plansFreely: Bool
    private let server: LlamaServer
    private let slots: Slots<ContinuousClock>

    /// - Parameter name: The provider's configured name.
    /// - Parameter server: Made with the same settings.
    public init(name: String, settings: LlamaServerSettings, plansFreely: Bool, server: LlamaServer) {
        self.name = name
        self.settings = settings
        self.plansFreely = plansFreely
        self.server = server
        slots = Slots(settings.placement.slots, clock: ContinuousClock())
    }

    public func profile() async throws -> ModelProfile {
        let running = try await server.running()
        return ModelProfile(
            modelID: settings.modelID, provider: name, plansFreely: plansFreely, takesGrammar: true,
            fileSHA256: running.modelSHA256)
    }

    /// Waits for a slot, and asks once more if the server died over the question. Waiting counts into the deadline.
    public func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        try await slots.withSlot(within: server.limits.total) { left in try await answerNow(request, left, onText) }
    }

    private func answerNow(
        _ request: ModelRequest, _ left: Duration, _ onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        let running = try await server.running()
        do {
            return try await ask(running, request, left, onText)
        } catch let error as AirlockError where error.code == .backendFailed || error.code == .unavailable {
            guard await server.hasLost(running) else { throw error }
            return try await ask(try await server.running(), request, left, onText)
        }
    }

    private func ask(
        _ running: LlamaServer.Running, _ request: ModelRequest, _ left: Duration,
        _ onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        let start = ContinuousClock.now
        let client = OpenAIClient(endpoint: running.endpoint.within(left), http: server.http)
        let completion =
            if settings.speaksHarmony {
                try await client.completeRaw(request.harmonyBody(), onText: HarmonyFinalText(onText).take)
            } else {
                try await client.complete(
                    request.completionBody(model: nil, ChatDialect(reasoningMember: "reasoning_content")),
                    onText: onText)
            }
        return try ModelAnswer(
            completion, to: request, model: settings.modelID, provider: name, took: .now - start,
            ModelCircumstances(
                request, fileSHA256: running.modelSHA256, serverBuild: running.properties?.build,
                template: settings.speaksHarmony ? ModelRequest.harmonyTemplate : running.properties?.template)
        ).withCalls(of: completion, to: request).unlessEmpty(request, from: name)
    }
}
