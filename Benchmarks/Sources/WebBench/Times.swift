import AirlockCore
import Foundation

/// Times of the same work, done again and again.
struct Times: Sendable {
    private var milliseconds: [Double] = []

    mutating func add(_ duration: Duration) {
        milliseconds.append(Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) / 1e15)
    }

    mutating func measure(_ work: () -> Void) { add(ContinuousClock().measure(work)) }

    /// Of all, warm or not.
    var median: JSONValue { Self.rounded(milliseconds.sorted()[milliseconds.count / 2]) }

    /// The first three warm caches up and don't count where there are enough.
    func print(_ name: String, _ more: [String: JSONValue] = [:]) {
        let ordered = Array(milliseconds.dropFirst(milliseconds.count > 10 ? 3 : 0)).sorted()
        guard let last = ordered.last else { return }
        var line = more
        line["bench"] = "tools"
        line["case"] = .string(name)
        line["n"] = .integer(Int64(ordered.count))
        line["p50_ms"] = Self.rounded(ordered[ordered.count / 2])
        line["p95_ms"] = Self.rounded(ordered[min(ordered.count - 1, ordered.count * 95 / 100)])
        line["max_ms"] = Self.rounded(last)
        Swift.print(JSONValue.object(line).canonicalText)
        fflush(nil)
    }

    static func rounded(_ value: Double) -> JSONValue { .number((value * 100).rounded() / 100) }
}
