import AirlockCore

/// Leaves a failing provider alone for a while: after some failures in a row it opens, and lets one try through each time
/// the pause is over.
struct CircuitBreaker: Sendable, Hashable {
    let failuresToOpen: Int
    let pauseSeconds: Int

    private var failures = 0
    private var closedAgainAt: Timestamp?

    init(failuresToOpen: Int, pauseSeconds: Int) {
        self.failuresToOpen = failuresToOpen
        self.pauseSeconds = pauseSeconds
    }

    /// When the pause ends; nil if there is none.
    func pause(at now: Timestamp) -> Timestamp? {
        guard let end = closedAgainAt, now < end else { return nil }
        return end
    }

    /// It asked to be left alone.
    mutating func rest(until end: Timestamp) { closedAgainAt = max(closedAgainAt ?? end, end) }

    mutating func noteSuccess() {
        failures = 0
        closedAgainAt = nil
    }

    mutating func noteFailure(at now: Timestamp) {
        failures += 1
        if failures >= failuresToOpen { closedAgainAt = now.advanced(bySeconds: pauseSeconds) }
    }
}
