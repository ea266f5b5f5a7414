import AirlockCore

/// How fast a provider answers, as a moving average over its last answers.
struct ProviderPace: Sendable, Hashable {
    /// Shorter answers say little about speed.
    private static let leastTokens = 16
    /// A slow provider is tried again after so many seconds: its machine may be less busy by then.
    private static let pauseSeconds = 300

    /// Nil as long as nothing was measured.
    private(set) var tokensPerSecond: Double?
    private var measuredAt: Timestamp?

    init(tokensPerSecond: Double?, at time: Timestamp) {
        self.tokensPerSecond = tokensPerSecond
        measuredAt = tokensPerSecond == nil ? nil : time
    }

    /// - Parameter milliseconds: From the first piece of text to the last.
    mutating func note(tokens: Int, milliseconds: Int64, at now: Timestamp) {
        guard tokens >= Self.leastTokens, milliseconds > 0 else { return }
        let measured = Double(tokens - 1) * 1000 / Double(milliseconds)
        tokensPerSecond = tokensPerSecond.map { $0 * 0.7 + measured * 0.3 } ?? measured
        measuredAt = now
    }

    func isSlow(below least: Double?, at now: Timestamp) -> Bool {
        guard let least, let tokensPerSecond, let measuredAt else { return false }
        return tokensPerSecond < least && now < measuredAt.advanced(bySeconds: Self.pauseSeconds)
    }
}
