import AirlockCore
import AirlockModels

/// `model:` of the configuration.
struct ModelSettings: Sendable, Codable {
    var providers = [Configuration.Provider(name: "local", kind: .llamaServer)]

    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": ["providers": ["type": "array", "maxItems": 16, "items": provider]],
    ]

    private static let provider: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["name", "kind"],
        "properties": [
            "name": ["type": "string", "minLength": 1, "maxLength": 64],
            "kind": ["enum": .array(Configuration.Provider.Kind.allCases.map { .string($0.rawValue) })],
            "model": ["type": "string"], "base_url": ["type": "string"], "api_key_env": ["type": "string"],
            "api_key_file": ["type": "string"], "consent": ["type": "boolean"], "deadline": ["type": "string"],
            "plans_freely": ["type": "boolean"],
            "retries": ["type": "integer", "minimum": 0, "maximum": 5],
            "min_tokens_per_second": ["type": "number", "minimum": 0, "maximum": 100_000],
        ],
    ]
}

extension Configuration {
    struct Provider: Sendable, Codable {
        /// The names of ``ProviderPreset``.
        enum Kind: String, Sendable, Codable, CaseIterable {
            case llamaServer = "llama-server"
            case ollama, lmstudio, vllm, openai, huggingface, groq, cerebras
        }

        var name: String
        var kind: Kind
        /// `auto`, a name of the catalogue, or the id that the server knows.
        var model: String?
        /// Of `llama-server`: one that runs already; without it we run our own.
        var baseURL: String?
        /// Name of the environment variable that holds the key; the key itself is never in the file.
        var apiKeyEnv: String?
        /// Absolute path of a file of mode 0600 that holds the key.
        var apiKeyFile: String?
        /// Whether this job's words may be sent there. Needed for anything but this machine.
        var consent: Bool?
        /// `60s`, `500ms`, `2m`.
        var deadline: String?
        /// Whether the model is strong enough to write a plan by itself.
        var plansFreely: Bool?
        /// How often one question is asked again there.
        var retries: Int?
        /// Below it the next provider is asked first.
        var minTokensPerSecond: Double?

        init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }

        var preset: ProviderPreset? { ProviderPreset.known[kind.rawValue] }

        enum CodingKeys: String, CodingKey {
            case name, kind, model, consent, deadline, retries
            case baseURL = "base_url"
            case apiKeyEnv = "api_key_env"
            case apiKeyFile = "api_key_file"
            case plansFreely = "plans_freely"
            case minTokensPerSecond = "min_tokens_per_second"
        }
    }
}
