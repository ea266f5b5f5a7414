public import AirlockCore

/// One of the providers that a ``ModelRouter`` chooses from.
public struct RoutedProvider: Sendable {
    public let name: String
    public let model: any LanguageModel
    /// How often one question is asked again there after a failure that may pass.
    public let retries: Int
    /// Tokens a second below which the next provider is asked first; nil: no speed is too low.
    public let leastTokensPerSecond: Double?

    public init(name: String, model: any LanguageModel, retries: Int, leastTokensPerSecond: Double?) {
        self.name = name
        self.model = model
        self.retries = retries
        self.leastTokensPerSecond = leastTokensPerSecond
    }
}
