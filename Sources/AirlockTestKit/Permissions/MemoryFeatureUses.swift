public import AirlockCore

/// Uses counted in memory. Passes ``FeatureUsesConformance``.
public actor MemoryFeatureUses: FeatureUses {
    private var uses: [SensitiveFeature: Int]

    public init(_ uses: [SensitiveFeature: Int] = [:]) { self.uses = uses }

    public func counts() -> [SensitiveFeature: Int] { uses }

    public func add(_ features: [SensitiveFeature]) {
        for feature in features { uses[feature, default: 0] += 1 }
    }
}
