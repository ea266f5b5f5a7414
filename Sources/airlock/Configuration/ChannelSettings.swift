import AirlockCore

/// `approvals.telegram` and `approvals.webhook`: where questions go besides the terminal and the page.
struct ChannelSettings: Sendable, Codable {
    struct Telegram: Sendable, Codable {
        /// Name of the environment variable that holds the bot's token; the token itself is never in the file.
        var tokenEnv: String
        /// Numbers of the people who may see and answer.
        var users: [Int64]
        /// A Bot API server of one's own; nil: Telegram's.
        var apiURL: String?

        enum CodingKeys: String, CodingKey {
            case users
            case tokenEnv = "token_env"
            case apiURL = "api_url"
        }
    }

    struct Webhook: Sendable, Codable {
        var url: String
        /// Name of the environment variable that holds the secret to sign with.
        var secretEnv: String

        enum CodingKeys: String, CodingKey {
            case url
            case secretEnv = "secret_env"
        }
    }

    static let telegramSchema: JSONValue = [
        "type": ["object", "null"], "additionalProperties": false, "required": ["token_env", "users"],
        "properties": [
            "token_env": ["type": "string", "minLength": 1, "maxLength": 200],
            "users": ["type": "array", "minItems": 1, "maxItems": 20, "items": ["type": "integer", "minimum": 1]],
            "api_url": ["type": "string"],
        ],
    ]

    static let webhookSchema: JSONValue = [
        "type": ["object", "null"], "additionalProperties": false, "required": ["url", "secret_env"],
        "properties": [
            "url": ["type": "string", "minLength": 1],
            "secret_env": ["type": "string", "minLength": 1, "maxLength": 200],
        ],
    ]
}
