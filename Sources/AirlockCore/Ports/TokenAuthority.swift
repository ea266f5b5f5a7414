/// Issues and checks the tokens that programs and people show to the server.
public protocol TokenAuthority: Sendable {
    /// Whose token this is; nil if it is unknown, malformed or revoked. Takes the same time however much of it is right.
    func authenticate(_ token: String) async throws -> AccessToken?

    /// Makes a token.
    /// - Parameters:
    ///   - name: Unique, 1…64 of letters, digits, `. _ -`.
    ///   - limits: What its calls must keep within.
    /// - Returns: The token's text, which is shown this once and never stored.
    /// - Throws: `.invalidRequest` for the name, `.conflict` if it was used before, even by a token that is revoked.
    func create(name: String, scope: TokenScope, limits: AccessLimits) async throws -> String

    /// All tokens, revoked ones too, oldest first.
    func list() async throws -> [AccessToken]

    /// Ends a token at once. Idempotent.
    /// - Throws: `.notFound`; `.conflict` for the last `admin` token that is good.
    func revoke(_ name: String) async throws
}

/// What is known of a token; never its text.
public struct AccessToken: Sendable, Hashable, Codable {
    public let name: String
    public let scope: TokenScope
    public let limits: AccessLimits
    public let createdAt: Timestamp
    public let revokedAt: Timestamp?

    public init(
        name: String, scope: TokenScope, limits: AccessLimits, createdAt: Timestamp, revokedAt: Timestamp? = nil
    ) {
        self.name = name
        self.scope = scope
        self.limits = limits
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }

    enum CodingKeys: String, CodingKey {
        case name, scope, limits
        case createdAt = "created_at"
        case revokedAt = "revoked_at"
    }
}

/// How far a token reaches; each scope holds the ones before it.
public enum TokenScope: String, Sendable, Codable, CaseIterable, Comparable {
    /// Call tools and run jobs, and read one's own.
    case run
    /// Also decide what waits for a person.
    case approve
    case admin

    private var reach: Int {
        switch self {
        case .run: 0
        case .approve: 1
        case .admin: 2
        }
    }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.reach < rhs.reach }
}
