/// A language model that answers. Its answer is data: whoever asks validates it.
public protocol LanguageModel: Sendable {
    /// What answers at present; starts it if need be.
    /// - Throws: `.unavailable` if no provider can be had.
    func profile() async throws -> ModelProfile

    /// Streams one answer.
    /// - Parameter onText: Called with each piece of text as it arrives; for progress only.
    /// - Throws: `.unavailable`, `.backendFailed`, `.limitExceeded` (context), `.cancelled`.
    func answer(_ request: ModelRequest, onText: @escaping @Sendable (String) -> Void) async throws -> ModelAnswer

    /// Asks for JSON that fits a schema, which takes the place of the request's constraint; what doesn't fit goes back with
    /// the reason, twice at most. Most models leave it as it comes with the port.
    /// - Throws: Also `.invalidRequest` for a schema that can't be used; `.backendFailed` with ``UnfitAnswers`` as its cause.
    func answerJSON(
        _ request: ModelRequest, schema: JSONValue, onText: @escaping @Sendable (String) -> Void
    ) async throws -> CheckedJSON
}

extension LanguageModel {
    public func answer(_ request: ModelRequest) async throws -> ModelAnswer { try await answer(request) { _ in } }
}

public struct ModelProfile: Sendable, Hashable, Codable {
    public let modelID: String
    /// The provider's configured name.
    public let provider: String
    /// Whether it is strong enough to write a plan by itself; else it only labels.
    public let plansFreely: Bool
    /// Whether it honours ``ModelRequest/Constraint/grammar(_:)``.
    public let takesGrammar: Bool
    /// Hash of the model file where it is ours.
    public let fileSHA256: String?

    public init(modelID: String, provider: String, plansFreely: Bool, takesGrammar: Bool, fileSHA256: String?) {
        self.modelID = modelID
        self.provider = provider
        self.plansFreely = plansFreely
        self.takesGrammar = takesGrammar
        self.fileSHA256 = fileSHA256
    }
}

public struct ModelMessage: Sendable, Hashable {
    public enum Role: String, Sendable { case system, user, assistant }
    public let role: Role
    public let content: String
    /// Of an assistant's message: what it asked for before it said this. With an empty content it said nothing.
    public var rounds: [ModelRound] = []

    public init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }

    /// Whether there is more to it than its calls.
    public var isSpoken: Bool { !content.isEmpty || rounds.isEmpty }
}

public struct ModelRequest: Sendable, Hashable {
    public enum Constraint: Sendable, Hashable {
        case none
        /// GBNF, as llama.cpp reads it. Servers may fail open: check the answer.
        case grammar(String)
        /// JSON Schema. Servers may fail open: check the answer.
        case schema(JSONValue)
    }

    /// For the log, with the prompt's version, e.g. `plan.labels/1`.
    public var purpose: String
    public var messages: [ModelMessage]
    public var constraint: Constraint
    public var maxTokens: Int
    public var temperature: Double
    public var seed: Int
    /// What the model may ask to be called, instead of answering.
    public var tools: [ModelTool] = []
    /// What it asked for since the last message, in order.
    public var rounds: [ModelRound] = []

    public init(
        purpose: String, messages: [ModelMessage], constraint: Constraint, maxTokens: Int, temperature: Double = 0,
        seed: Int = 1
    ) {
        self.purpose = purpose
        self.messages = messages
        self.constraint = constraint
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.seed = seed
    }
}

public struct ModelAnswer: Sendable, Hashable {
    public var text: String
    /// What the model thought before it answered, where that can be had: for the log, never a part of the answer.
    public let reasoning: String
    /// In order; empty unless the request had tools.
    public var calls: [ModelCall] = []
    public var refused: [RefusedCall] = []
    /// Whether the server stopped at `maxTokens`.
    public let isCut: Bool
    public var use: ModelUse

    public init(text: String, reasoning: String = "", isCut: Bool, use: ModelUse) {
        self.text = text
        self.reasoning = reasoning
        self.isCut = isCut
        self.use = use
    }
}
