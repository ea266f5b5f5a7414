import AirlockCore

/// Who is signed in to the page. In memory only: a restart signs everybody out.
actor Sessions {
    /// Seconds since the last request.
    static let lifetime = 12 * 3600
    /// Sessions at a time; the one that was idle longest makes room.
    static let most = 64

    private let world: World
    /// By the SHA-256 of the cookie's value, so that looking one up tells nothing by its time.
    private var open: [String: (tokenName: String, seen: Timestamp)] = [:]

    init(world: World) { self.world = world }

    /// - Returns: The cookie's value: 192 random bits.
    func begin(for tokenName: String) -> String {
        if open.count >= Self.most, let idlest = open.min(by: { $0.value.seen < $1.value.seen }) {
            open[idlest.key] = nil
        }
        let secret = world.newID("session") + world.newID("")
        open[SHA256.hex(Array(secret.utf8))] = (tokenName, world.now())
        return secret
    }

    /// The name of the token that the session acts for; nil if there is none.
    func tokenName(_ secret: String) -> String? {
        let key = SHA256.hex(Array(secret.utf8))
        guard let session = open[key] else { return nil }
        guard world.now() < session.seen.advanced(bySeconds: Self.lifetime) else {
            open[key] = nil
            return nil
        }
        open[key]?.seen = world.now()
        return session.tokenName
    }

    func end(_ secret: String) { open[SHA256.hex(Array(secret.utf8))] = nil }
}
