/// In whose place a call is made.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// A step of a plan.
    case planner
    /// A call that a token's holder makes directly.
    case user
}
