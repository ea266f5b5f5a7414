/// What must be the same, beside prompt and seed, for a model to give the same answer again.
public struct ModelCircumstances: Sendable, Hashable, Codable {
    /// As it was asked for. Whatever else steers the choice of tokens is the server's own default, so its build's.
    public var temperature: Double
    public var maxTokens: Int
    /// SHA-256 of the model's file, where it is ours; of a split one, of its parts' hashes.
    public var fileSHA256: String?
    /// What the server says of its own build.
    public var serverBuild: String?
    /// What makes one text of the messages: `harmony/1`, or `chat/` and the beginning of its SHA-256; nil where only the server
    /// knows.
    public var template: String?

    public init(
        temperature: Double, maxTokens: Int, fileSHA256: String? = nil, serverBuild: String? = nil,
        template: String? = nil
    ) {
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.fileSHA256 = fileSHA256
        self.serverBuild = serverBuild
        self.template = template
    }

    enum CodingKeys: String, CodingKey {
        case temperature, template
        case maxTokens = "max_tokens"
        case fileSHA256 = "file_sha256"
        case serverBuild = "server_build"
    }
}
