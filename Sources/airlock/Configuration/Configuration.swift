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

    var server = Server()
    var model = ModelSettings()
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
            "model": ModelSettings.schema, "sandbox": SandboxSettings.schema, "access": AccessSettings.schema,
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
}
