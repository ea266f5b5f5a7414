import AirlockCore

/// `config.yaml` with its defaults. Every key has an environment variable: `server.port` is `AIRLOCK_SERVER_PORT`.
struct Configuration: Sendable, Codable {
    struct Server: Sendable, Codable {
        var port = 7717
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

    struct Browser: Sendable, Codable {
        /// Absolute path of the program itself; null: whichever is installed.
        var program: String?
        /// `host:port` of servers of one's own, which the browser may read at private addresses.
        var allowPrivateHosts: [String] = []

        enum CodingKeys: String, CodingKey {
            case program
            case allowPrivateHosts = "allow_private_hosts"
        }
    }

    var server = Server()
    var model = ModelSettings()
    var search = SearchSettings()
    var browser = Browser()
    var sandbox = SandboxSettings()
    var policy = PolicySettings()
    var approvals = Approvals()
    var access = AccessSettings()
    var git = GitSettings()

    /// What the file may hold. Keys of parts that don't exist yet are refused like any unknown key.
    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "server": [
                "type": "object", "additionalProperties": false,
                "properties": ["port": ["type": "integer", "minimum": 0, "maximum": 65535]],
            ],
            "model": ModelSettings.schema, "sandbox": SandboxSettings.schema, "access": AccessSettings.schema,
            "git": GitSettings.schema,
            "policy": [
                "type": "object", "additionalProperties": false,
                "properties": ["file": ["type": ["string", "null"], "minLength": 1]],
            ],
            "search": SearchSettings.schema,
            "browser": [
                "type": "object", "additionalProperties": false,
                "properties": [
                    "program": ["type": ["string", "null"], "minLength": 2],
                    "allow_private_hosts": [
                        "type": "array", "maxItems": 256, "items": ["type": "string", "minLength": 3],
                    ],
                ],
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
}
