import AirlockCore

/// Tokens in memory; the text of a token is its name with `-token`.
actor FakeTokens: TokenAuthority {
    private var tokens: [AccessToken]

    init(_ scopes: KeyValuePairs<String, TokenScope>) {
        let then = Timestamp(millisecondsSince1970: 0)
        tokens = scopes.map { AccessToken(name: $0.key, scope: $0.value, limits: .all, createdAt: then) }
    }

    func authenticate(_ token: String) -> AccessToken? {
        tokens.first { "\($0.name)-token" == token && $0.revokedAt == nil }
    }

    func create(name: String, scope: TokenScope, limits: AccessLimits) throws -> String {
        guard !tokens.contains(where: { $0.name == name }) else { throw AirlockError(.conflict, "\(name) was used") }
        tokens.append(
            AccessToken(name: name, scope: scope, limits: limits, createdAt: Timestamp(millisecondsSince1970: 0)))
        return "\(name)-token"
    }

    func list() -> [AccessToken] { tokens }

    func revoke(_ name: String) throws {
        guard let index = tokens.firstIndex(where: { $0.name == name }) else {
            throw AirlockError(.notFound, "no token \(name)")
        }
        let old = tokens[index]
        let now = Timestamp(millisecondsSince1970: 1)
        tokens[index] = AccessToken(
            name: name, scope: old.scope, limits: old.limits, createdAt: old.createdAt, revokedAt: now)
    }
}
