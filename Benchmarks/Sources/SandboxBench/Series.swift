import Foundation

/// Times of the same work, done again and again.
struct Series: Sendable {
    private(set) var milliseconds: [Double] = []

    mutating func add(_ duration: Duration) { milliseconds.append(duration.milliseconds) }

    /// The first ones warm caches up and don't count.
    mutating func forgetWarmUp(_ count: Int = 3) { milliseconds = Array(milliseconds.dropFirst(count)) }

    var p50: Double { percentile(0.5) }
    var p95: Double { percentile(0.95) }

    func percentile(_ share: Double) -> Double {
        let ordered = milliseconds.sorted()
        guard !ordered.isEmpty else { return .nan }
        return ordered[min(Int(Double(ordered.count) * share), ordered.count - 1)]
    }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15 }
}

/// Brings a moment out of a closure.
actor Moment {
    private(set) var value: ContinuousClock.Instant?
    func now() { value = ContinuousClock().now }
}
