import AirlockCore

/// `search:` of the configuration.
struct SearchSettings: Sendable, Codable {
    enum Provider: String, Sendable, Codable, CaseIterable { case web, local, searxng, brave }

    /// Asked in order, until enough is found.
    var providers: [Provider] = [.web, .local]
    /// Of a SearXNG or searx of one's own.
    var searxngURL: String?
    /// Name of the environment variable that holds Brave's key; `BRAVE_API_KEY` if neither is named.
    var braveKeyEnv: String?
    /// Absolute path of a file of mode 0600 that holds it.
    var braveKeyFile: String?

    enum CodingKeys: String, CodingKey {
        case providers
        case searxngURL = "searxng_url"
        case braveKeyEnv = "brave_key_env"
        case braveKeyFile = "brave_key_file"
    }

    /// - Throws: `.invalidRequest`, `.unavailable`; nil if Brave isn't asked.
    func braveKey(environment: [String: String]) throws(AirlockError) -> ProviderKey? {
        guard providers.contains(.brave) else { return nil }
        return try ProviderKey(
            of: "search provider brave", variable: braveKeyEnv, file: braveKeyFile, usually: "BRAVE_API_KEY",
            environment: environment)
    }

    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "providers": [
                "type": "array", "maxItems": 8,
                "items": ["enum": .array(Provider.allCases.map { .string($0.rawValue) })],
            ],
            "searxng_url": ["type": ["string", "null"], "minLength": 8],
            "brave_key_env": ["type": ["string", "null"], "minLength": 1, "maxLength": 200],
            "brave_key_file": ["type": ["string", "null"], "minLength": 2],
        ],
    ]
}
