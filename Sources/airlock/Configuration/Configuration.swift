import AirlockCore

/// `config.yaml` with its defaults. Every key has an environment variable: `server.port` is `AIRLOCK_SERVER_PORT`.
struct Configuration: Sendable, Codable {
    struct Server: Sendable, Codable {
        var port = 7717
    }

    struct Approvals: Sendable, Codable {
        /// Seconds.
        var timeout = 900
    }

    var server = Server()
    var model = ModelSettings()
    var sandbox = SandboxSettings()
    var approvals = Approvals()

    /// What the file may hold. Keys of parts that don't exist yet are refused like any unknown key.
    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "server": [
                "type": "object", "additionalProperties": false,
                "properties": ["port": ["type": "integer", "minimum": 0, "maximum": 65535]],
            ],
            "model": ModelSettings.schema,
            "sandbox": SandboxSettings.schema,
            "approvals": [
                "type": "object", "additionalProperties": false,
                "properties": ["timeout": ["type": "integer", "minimum": 1, "maximum": 86400]],
            ],
        ],
    ]
}
