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
    }

    struct Search: Sendable, Codable {
        enum Provider: String, Sendable, Codable { case local, web }

        /// Asked in order; the first answer that holds something wins.
        var providers: [Provider] = [.local, .web]
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
    var model = Model()
    var search = Search()
    var browser = Browser()
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
            "model": [
                "type": "object", "additionalProperties": false,
                "properties": ["providers": ["type": "array", "maxItems": 16, "items": provider]],
            ],
            "search": [
                "type": "object", "additionalProperties": false,
                "properties": [
                    "providers": ["type": "array", "maxItems": 8, "items": ["enum": ["local", "web"]]]
                ],
            ],
            "browser": [
                "type": "object", "additionalProperties": false,
                "properties": [
                    "program": ["type": ["string", "null"], "minLength": 2],
                    "allow_private_hosts": [
                        "type": "array", "maxItems": 256, "items": ["type": "string", "minLength": 3],
                    ],
                ],
            ],
            "sandbox": SandboxSettings.schema,
            "approvals": [
                "type": "object", "additionalProperties": false,
                "properties": ["timeout": ["type": "integer", "minimum": 1, "maximum": 86400]],
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
