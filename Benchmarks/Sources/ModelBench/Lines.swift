import AirlockCore
import Foundation

/// Where results go: a JSON line each.
enum Lines {
    static func write(_ bench: String, _ name: String, _ values: [String: JSONValue]) {
        print(JSONValue.object(values.merging(["bench": .string(bench), "case": .string(name)]) { $1 }).canonicalText)
        fflush(nil)
    }

    static func number(_ value: Double, digits: Double = 100) -> JSONValue {
        value.isFinite ? .number((value * digits).rounded() / digits) : .null
    }
}

/// Figures of the same work, done again and again.
struct Series: Sendable {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    var p50: Double { percentile(0.5) }
    var p95: Double { percentile(0.95) }

    func percentile(_ share: Double) -> Double {
        let ordered = values.sorted()
        guard !ordered.isEmpty else { return .nan }
        return ordered[min(Int(Double(ordered.count) * share), ordered.count - 1)]
    }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15 }
}
