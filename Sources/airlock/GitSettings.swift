import AirlockCore

/// The `git` part of `config.yaml`: servers that pushes, fetches and clones know a person at.
struct GitSettings: Sendable, Codable {
    struct Host: Sendable, Codable {
        /// `git.example.org`, or `git.example.org:8443` for another port than 443, or than 22 with an ssh key.
        var host: String
        /// Most servers take any with a token.
        var username: String?
        /// Name of the environment variable that holds the token; the token itself never stands in the file.
        var tokenEnv: String?
        /// Absolute path of a file with it that only its owner can read.
        var tokenFile: String?
        /// Absolute path of PEM certificates that vouch for the server; nil: this machine's.
        var caFile: String?
        /// Absolute path of a private key without a passphrase that only its owner can read.
        var sshKeyFile: String?
        /// Absolute path of lines of `known_hosts` for the server.
        var knownHostsFile: String?

        enum CodingKeys: String, CodingKey {
            case host, username
            case tokenEnv = "token_env"
            case tokenFile = "token_file"
            case caFile = "ca_file"
            case sshKeyFile = "ssh_key_file"
            case knownHostsFile = "known_hosts_file"
        }
    }

    var hosts: [Host] = []

    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "hosts": [
                "type": "array", "maxItems": 64,
                "items": [
                    "type": "object", "additionalProperties": false, "required": ["host"],
                    "properties": [
                        "host": ["type": "string", "minLength": 1], "username": ["type": "string", "minLength": 1],
                        "token_env": ["type": "string", "minLength": 1],
                        "token_file": ["type": "string", "minLength": 2],
                        "ca_file": ["type": "string", "minLength": 2],
                        "ssh_key_file": ["type": "string", "minLength": 2],
                        "known_hosts_file": ["type": "string", "minLength": 2],
                    ],
                ],
            ]
        ],
    ]
}
