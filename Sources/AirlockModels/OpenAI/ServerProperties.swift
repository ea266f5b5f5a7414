import AirlockCore

/// What llama-server says of itself.
struct ServerProperties: Sendable, Hashable, Decodable {
    let build: String?
    /// `chat/` and the first 16 hex digits of the chat template's SHA-256.
    let template: String?

    enum CodingKeys: String, CodingKey {
        case build = "build_info"
        case template = "chat_template"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        build = try container.decodeIfPresent(String.self, forKey: .build).map { String($0.prefix(100)) }
        let text = try container.decodeIfPresent(String.self, forKey: .template)
        template = text.map { "chat/" + SHA256.hex(Array($0.utf8)).prefix(16) }
    }
}
