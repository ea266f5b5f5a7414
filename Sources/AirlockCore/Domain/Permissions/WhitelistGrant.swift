/// Exact commands that an administrator allowed in one job, so many times and so long: what a `whitelist_token` stands for.
public struct WhitelistGrant: Sendable, Hashable, Codable, Identifiable {
    /// `grant_…`
    public let id: String
    public let jobID: Job.ID
    /// Each the whole argv of one command.
    public let patterns: [[String]]
    /// Calls that it is good for.
    public let uses: Int
    public let issuedAt: Timestamp
    public let expiresAt: Timestamp
    /// Name of the access token that asked for it.
    public let issuedBy: String

    public init(
        id: String, jobID: Job.ID, patterns: [[String]], uses: Int, issuedAt: Timestamp, expiresAt: Timestamp,
        issuedBy: String
    ) {
        self.id = id
        self.jobID = jobID
        self.patterns = patterns
        self.uses = uses
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.issuedBy = issuedBy
    }

    public static let mostPatterns = 50
    public static let mostUses = 10_000
    /// Seconds: 30 days.
    public static let longestLife = 30 * 86_400

    /// Reads a command as it would be typed into the one argv that it stands for.
    /// - Throws: `.invalidRequest` for what isn't one plain command.
    public static func pattern(_ text: String) throws(AirlockError) -> [String] {
        guard let commands = CommandLine.parse(text).commands, commands.count == 1 else {
            throw AirlockError(
                .invalidRequest, "\(text.prefix(200).debugDescription) is not one plain command",
                hint: "a pattern is a program with its exact arguments; or give it as an array of words")
        }
        return commands[0]
    }

    /// Whether every command of the line is one of the patterns, or allowed without them. Nothing that a shell would have
    /// to expand is ever covered.
    func covers(_ text: String, besides isAllowed: ([String]) -> Bool) -> Bool {
        guard let commands = CommandLine.parse(text).commands else { return false }
        return commands.allSatisfy { patterns.contains($0) || isAllowed($0) }
    }
}

/// A grant and how much of it is left.
public struct GrantRecord: Sendable, Hashable {
    public let grant: WhitelistGrant
    public let used: Int
    public let revokedAt: Timestamp?

    public init(grant: WhitelistGrant, used: Int, revokedAt: Timestamp?) {
        self.grant = grant
        self.used = used
        self.revokedAt = revokedAt
    }
}

extension ToolCall {
    /// The `whitelist_token` that came with it, if any.
    public var whitelistToken: String? {
        guard let text = arguments["whitelist_token"]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// The same call for a moment when no token is needed: a person has answered for it.
    public var withoutToken: ToolCall {
        guard whitelistToken != nil, var members = arguments.object else { return self }
        members["whitelist_token"] = nil
        return ToolCall(
            id: id, tool: tool, arguments: .object(members), declared: declared, keepsOnFailure: keepsOnFailure)
    }
}
