import AirlockCore

/// `access`: what each role may do at all.
struct AccessSettings: Sendable, Codable {
    struct RoleLimits: Sendable, Codable {
        /// Nil: every tool.
        var tools: [String]?
        /// Nil: the whole workspace.
        var paths: [WorkspacePath]?
    }

    /// Steps of plans.
    var planner = RoleLimits()
    /// Calls that a token's holder makes directly.
    var user = RoleLimits()

    func limits(of role: Role) -> AccessLimits {
        let limits =
            switch role {
            case .planner: planner
            case .user: user
            }
        return AccessLimits(tools: limits.tools, paths: limits.paths, parameters: [])
    }

    static let schema: JSONValue = [
        "type": "object", "additionalProperties": false, "properties": ["planner": role, "user": role],
    ]

    private static let role: JSONValue = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "tools": ["type": ["array", "null"], "maxItems": 100, "items": ["type": "string"]],
            "paths": ["type": ["array", "null"], "maxItems": 100, "items": ["type": "string"]],
        ],
    ]
}
