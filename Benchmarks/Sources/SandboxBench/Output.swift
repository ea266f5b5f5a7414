import AirlockCore
import Foundation

/// Where results go: a JSON line each, or a row of a table.
struct Output: Sendable {
    let isTable: Bool

    func result(_ bench: String, _ name: String, _ series: Series, _ more: [String: JSONValue] = [:]) {
        var line = more
        line["n"] = .integer(Int64(series.milliseconds.count))
        line["p50_ms"] = Self.rounded(series.p50)
        line["p95_ms"] = Self.rounded(series.p95)
        write(bench, name, line)
    }

    /// What has a value, but no times.
    func figure(_ bench: String, _ name: String, _ values: [String: JSONValue]) { write(bench, name, values) }

    func skipped(_ bench: String, _ name: String, _ why: String) { write(bench, name, ["skipped": .string(why)]) }

    static func rounded(_ value: Double) -> JSONValue {
        value.isFinite ? .number((value * 100).rounded() / 100) : .null
    }

    private func write(_ bench: String, _ name: String, _ values: [String: JSONValue]) {
        var line: JSONValue
        if isTable {
            let rest = values.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.text($0.value))" }
            let title = "\(bench) / \(name)"
            print(
                title.padding(toLength: max(44, title.count), withPad: " ", startingAt: 0), rest.joined(separator: "  ")
            )
        } else {
            line = .object(values.merging(["bench": .string(bench), "case": .string(name)]) { $1 })
            print(line.canonicalText)
        }
        fflush(nil)
    }

    private static func text(_ value: JSONValue) -> String { value.string ?? value.canonicalText }
}
