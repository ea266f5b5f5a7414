public import AirlockCore

/// A language model whose answers a closure writes, for tests of what asks a model. It hands them out word by word.
public struct ScriptedModel: LanguageModel {
    private let modelProfile: ModelProfile
    private let pace: @Sendable () -> Void
    private let script: @Sendable (ModelRequest) async throws -> String
    private let calls: @Sendable (ModelRequest) -> [ModelCall]

    /// - Parameter script: The whole answer to a request, or the error to throw. What is beyond the request's
    ///   `maxTokens`, counted in words, is cut off.
    /// - Parameter pace: Called before each word is handed out.
    /// - Parameter calls: What it asks to be called, besides what it says.
    public init(
        plansFreely: Bool = false, takesGrammar: Bool = true, pace: @escaping @Sendable () -> Void = {},
        calls: @escaping @Sendable (ModelRequest) -> [ModelCall] = { _ in [] },
        script: @escaping @Sendable (ModelRequest) async throws -> String
    ) {
        modelProfile = ModelProfile(
            modelID: "scripted", provider: "scripted", plansFreely: plansFreely, takesGrammar: takesGrammar,
            fileSHA256: nil)
        self.pace = pace
        self.calls = calls
        self.script = script
    }

    public func profile() async throws -> ModelProfile { modelProfile }

    public func answer(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> ModelAnswer {
        let whole: String
        do {
            whole = try await script(request)
        } catch {
            throw AirlockError(error, otherwise: .backendFailed)
        }
        let words = whole.split(whereSeparator: \.isWhitespace)
        let isCut = words.count > request.maxTokens
        let end = isCut ? words[request.maxTokens].startIndex : whole.endIndex
        let starts = [whole.startIndex] + words.dropFirst().map(\.startIndex).prefix { $0 < end } + [end]
        for (start, next) in zip(starts, starts.dropFirst()) {
            if Task.isCancelled { throw AirlockError(.cancelled, "the model request was cancelled") }
            pace()
            onText(String(whole[start..<next]))
        }
        let text = String(whole[..<end])
        let usage = Usage(
            promptTokens: request.messages.reduce(0) { $0 + $1.content.split(whereSeparator: \.isWhitespace).count },
            completionTokens: min(words.count, request.maxTokens), durationMilliseconds: 0)
        var use = ModelUse(
            purpose: request.purpose, modelID: modelProfile.modelID, provider: modelProfile.provider,
            promptHash: Self.hash(request), seed: request.seed, usage: usage)
        use.circumstances = ModelCircumstances(temperature: request.temperature, maxTokens: request.maxTokens)
        var answer = ModelAnswer(text: text, isCut: isCut, use: use)
        answer.calls = calls(request)
        return answer
    }

    private static func hash(_ request: ModelRequest) -> String {
        let messages = request.messages.map { JSONValue.array([.string($0.role.rawValue), .string($0.content)]) }
        let constraint: JSONValue =
            switch request.constraint {
            case .none: .null
            case .grammar(let text): .string(text)
            case .schema(let schema): schema
            }
        return JSONValue.array([.array(messages), constraint]).sha256
    }
}
