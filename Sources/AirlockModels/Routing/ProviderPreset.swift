/// What is known of each kind of server, so that its configuration needs only a model's name.
public struct ProviderPreset: Sendable, Hashable {
    /// Nil where the configuration must name it.
    public let baseURL: String?
    /// The environment variable that its maker's own programs read the key from.
    public let keyVariable: String?
    /// Whether it knows llama.cpp's `grammar` member.
    public let takesGrammar: Bool
    public var dialect = ChatDialect()

    /// By the kind's name in the configuration. The addresses are those of each maker's documentation.
    public static let known: [String: ProviderPreset] = [
        "llama-server": ProviderPreset(
            baseURL: nil, keyVariable: nil, takesGrammar: true,
            dialect: ChatDialect(reasoningMember: "reasoning_content")),
        "ollama": ProviderPreset(
            baseURL: "http://127.0.0.1:11434/v1", keyVariable: nil, takesGrammar: false,
            dialect: ChatDialect(reasoningMember: "reasoning")),
        "lmstudio": ProviderPreset(baseURL: "http://127.0.0.1:1234/v1", keyVariable: nil, takesGrammar: false),
        "vllm": ProviderPreset(
            baseURL: "http://127.0.0.1:8000/v1", keyVariable: nil, takesGrammar: false,
            dialect: ChatDialect(reasoningMember: "reasoning")),
        "openai": ProviderPreset(baseURL: nil, keyVariable: nil, takesGrammar: false),
        "huggingface": ProviderPreset(
            baseURL: "https://router.huggingface.co/v1", keyVariable: "HF_TOKEN", takesGrammar: false),
        "groq": ProviderPreset(
            baseURL: "https://api.groq.com/openai/v1", keyVariable: "GROQ_API_KEY", takesGrammar: false),
        "cerebras": ProviderPreset(
            baseURL: "https://api.cerebras.ai/v1", keyVariable: "CEREBRAS_API_KEY", takesGrammar: false,
            dialect: ChatDialect(wantsStrictTools: true)),
    ]
}
