import AirlockCore

/// `config.yaml` with its defaults. Every key has an environment variable: `server.port` is `AIRLOCK_SERVER_PORT`.
struct Configuration: Sendable, Codable {
    struct Server: Sendable, Codable {
        var port = 7717
    }

    struct Model: Sendable, Codable {
        var providers = [Provider(name: "local", kind: .llamaServer)]
    }

    struct Provider: Sendable, Codable {
        enum Kind: String, Sendable, Codable {
            case llamaServer = "llama-server"
            case openai
        }

        var name: String
        var kind: Kind
        /// `auto`, a name of the catalogue, or the id that the server knows.
        var model: String?
        var baseURL: String?
        /// Name of the environment variable that holds the key; the key itself is never in the file.
        var apiKeyEnv: String?
        /// Whether this job's words may be sent there. Needed for anything but this machine.
        var consent: Bool?
        /// `60s`, `500ms`, `2m`.
        var deadline: String?

        init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }

        enum CodingKeys: String, CodingKey {
            case name, kind, model, consent, deadline
            case baseURL = "base_url"
            case apiKeyEnv = "api_key_env"
        }
    }

    struct Approvals: Sendable, Codable {
        /// Seconds.
        var timeout = 900
        var telegram: ChannelSettings.Telegram?
        var webhook: ChannelSettings.Webhook?
    }

    struct PolicySettings: Sendable, Codable {
        /// Rules besides the built-in ones; relative paths are seen from the state folder.
        var file: String?
    }

    var server = Server()
    var model = Model()
    var sandbox = SandboxSettings()
    var policy = PolicySettings()
    var approvals = Approvals()
    var access = AccessSettings()

    /// What the file may hold. Keys of parts that don't exist yet are refused like any unknown key.
    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "server": [
                "type": "object", "additionalProperties": false,
                "properties": ["port": ["type": "integer", "minimum": 0, "maximum": 65535]],
            ],
            "model": [
                "type": "object", "additionalProperties": false,
                "properties": ["providers": ["type": "array", "maxItems": 16, "items": provider]],
            ],
            "sandbox": SandboxSettings.schema, "access": AccessSettings.schema,
            "policy": [
                "type": "object", "additionalProperties": false,
                "properties": ["file": ["type": ["string", "null"], "minLength": 1]],
            ],
            "approvals": [
                "type": "object", "additionalProperties": false,
                "properties": [
                    "timeout": ["type": "integer", "minimum": 1, "maximum": 86400],
                    "telegram": ChannelSettings.telegramSchema, "webhook": ChannelSettings.webhookSchema,
                ],
            ],
        ],
    ]

    private static let provider: JSONValue = [
        "type": "object", "additionalProperties": false, "required": ["name", "kind"],
        "properties": [
            "name": ["type": "string", "minLength": 1, "maxLength": 64],
            "kind": ["enum": ["llama-server", "openai"]],
            "model": ["type": "string"], "base_url": ["type": "string"], "api_key_env": ["type": "string"],
            "consent": ["type": "boolean"], "deadline": ["type": "string"],
        ],
    ]
}
