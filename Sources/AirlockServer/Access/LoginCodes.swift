public import AirlockCore

/// One-time codes that open the page: printed by the process itself, redeemed once by a browser. In memory only.
public actor LoginCodes {
    /// Seconds that a code is good for.
    static let lifetime = 600
    /// Codes that are good at a time; the oldest makes room.
    static let most = 16

    private let world: World
    private var codes: [(code: String, tokenName: String, expires: Timestamp)] = []

    public init(world: World) { self.world = world }

    /// A code of 192 random bits that is good once, for ten minutes.
    /// - Parameter tokenName: The token for whose holder the page acts; its scope is looked up at every request.
    public func mint(for tokenName: String) -> String {
        let code = world.newID("login") + world.newID("")
        if codes.count >= Self.most { codes.removeFirst() }
        codes.append((code, tokenName, world.now().advanced(bySeconds: Self.lifetime)))
        return code
    }

    /// The name of the token that the code was made for; nil if it is unknown, used or too old.
    func redeem(_ code: String) -> String? {
        codes.removeAll { $0.expires <= world.now() }
        guard let index = codes.firstIndex(where: { Secret.equal($0.code, code) }) else { return nil }
        return codes.remove(at: index).tokenName
    }
}

/// Comparison of secrets.
enum Secret {
    /// Takes the same time wherever the first difference is.
    static func equal(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
