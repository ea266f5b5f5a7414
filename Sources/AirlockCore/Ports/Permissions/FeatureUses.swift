/// Counts uses of sensitive features on this machine. What was counted stays counted over a restart.
public protocol FeatureUses: Sendable {
    /// Absent: never used.
    func counts() async throws -> [SensitiveFeature: Int]

    /// One more use of each; durable when it returns.
    func add(_ features: [SensitiveFeature]) async throws
}
