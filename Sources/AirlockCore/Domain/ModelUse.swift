/// One answered model request, for the log and the report.
public struct ModelUse: Sendable, Hashable, Codable {
    /// What it was for, with the prompt's version, e.g. `plan.labels/1`.
    public let purpose: String
    public let modelID: String
    /// The provider's configured name.
    public let provider: String
    /// SHA-256 of the canonical JSON of the messages and the constraint.
    public let promptHash: String
    public let seed: Int
    public let usage: Usage
    /// What else decided how the answer came out; nil in logs from before it was kept.
    public var circumstances: ModelCircumstances?
    /// Better providers that could not answer, in order; nil if there were none.
    public var passedOver: [PassedProvider]?

    public init(purpose: String, modelID: String, provider: String, promptHash: String, seed: Int, usage: Usage) {
        self.purpose = purpose
        self.modelID = modelID
        self.provider = provider
        self.promptHash = promptHash
        self.seed = seed
        self.usage = usage
    }
}

/// A model provider that was configured before the one that answered, and why it didn't.
public struct PassedProvider: Sendable, Hashable, Codable {
    public let provider: String
    public let reason: String

    public init(provider: String, reason: String) {
        self.provider = provider
        self.reason = reason
    }
}

/// What a model request, or all of a job's, cost.
public struct Usage: Sendable, Hashable, Codable {
    public var promptTokens: Int
    public var completionTokens: Int
    public var durationMilliseconds: Int

    public static let zero = Usage(promptTokens: 0, completionTokens: 0, durationMilliseconds: 0)

    public init(promptTokens: Int, completionTokens: Int, durationMilliseconds: Int) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.durationMilliseconds = durationMilliseconds
    }

    public static func + (lhs: Usage, rhs: Usage) -> Usage {
        Usage(
            promptTokens: lhs.promptTokens + rhs.promptTokens,
            completionTokens: lhs.completionTokens + rhs.completionTokens,
            durationMilliseconds: lhs.durationMilliseconds + rhs.durationMilliseconds)
    }

    enum CodingKeys: String, CodingKey {
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
        case durationMilliseconds = "duration_ms"
    }
}
