/// What policy says, from mild to strict.
public enum Decision: String, Sendable, Codable, CaseIterable, Comparable {
    case allow, ask, deny

    private var strictness: Int {
        switch self {
        case .allow: 0
        case .ask: 1
        case .deny: 2
        }
    }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.strictness < rhs.strictness }
}

/// A decision with the name of the rule that made it.
public struct Opinion: Sendable, Hashable, Codable {
    public let decision: Decision
    /// Short and stable, e.g. `deny.rm-root`; shown to people and on the wire.
    public let rule: String
    public let reason: String

    public init(_ decision: Decision, rule: String, reason: String) {
        self.decision = decision
        self.rule = rule
        self.reason = reason
    }

    /// The strictest; the earlier of equals.
    public static func strictest(_ opinions: [Opinion]) -> Opinion? {
        opinions.reduce(nil) { best, next in
            guard let best else { return next }
            return next.decision > best.decision ? next : best
        }
    }
}
