import AirlockCore

/// Numbers, of at most so many digits that each is a number of ours: no integer over 64 bits, nothing infinite.
enum GrammarNumbers {
    static let number = #""-"? ("0" | [1-9] [0-9]{0,20}) ("." [0-9]{1,24})? ([eE] [-+]? [0-9]{1,2})?"#
    private static let largest: Int64 = 999_999_999_999_999_999

    /// An integer within the bounds of a schema.
    static func integer(_ schema: [String: JSONValue]) throws(AirlockError) -> String {
        var low = -largest
        var high = largest
        if let bound = schema["minimum"] { low = max(low, clamped(bound, .up)) }
        if let bound = schema["exclusiveMinimum"] { low = max(low, clamped(bound, .down) + 1) }
        if let bound = schema["maximum"] { high = min(high, clamped(bound, .down)) }
        if let bound = schema["exclusiveMaximum"] { high = min(high, clamped(bound, .up) - 1) }
        guard low <= high else { throw SchemaGrammarCompiler.refusal("no integer is within its bounds") }
        if low == -largest, high == largest { return #""-"? ("0" | [1-9] [0-9]{0,17})"# }
        var choices: [String] = []
        if low < 0 { choices += range(max(1, -high), -low).map { #""-" \#($0)"# } }
        if high >= 0 { choices += range(max(0, low), high) }
        return choices.joined(separator: " | ")
    }

    /// A bound as a whole number, a little beyond ``largest`` at most.
    private static func clamped(_ bound: JSONValue, _ rule: FloatingPointRoundingRule) -> Int64 {
        if case .integer(let value) = bound { return min(max(value, -largest - 1), largest + 1) }
        let value = (bound.double ?? 0).rounded(rule)
        return Int64(min(max(value, -1e18), 1e18))
    }

    /// Patterns for the numbers from `low` to `high`, both not negative: first those with as many digits as each other.
    private static func range(_ low: Int64, _ high: Int64) -> [String] {
        var patterns: [String] = []
        var from = low
        while from <= high {
            let digits = "\(from)".count
            let end = min(high, Int64(String(repeating: "9", count: digits)) ?? high)
            patterns += sameLength(Array("\(from)".utf8), Array("\(end)".utf8))
            guard end < high else { break }
            from = end + 1
        }
        return patterns
    }

    /// `low` and `high` have equally many digits.
    private static func sameLength(_ low: [UInt8], _ high: [UInt8]) -> [String] {
        guard let first = low.first, let last = high.first else { return [""] }
        let free = low.count - 1
        let isWhole =
            low.dropFirst().allSatisfy { $0 == UInt8(ascii: "0") }
            && high.dropFirst().allSatisfy { $0 == UInt8(ascii: "9") }
        if isWhole { return [digit(first, last) + any(free)] }
        let tail = { (text: String) in text.isEmpty ? "" : " " + text }
        if first == last {
            return sameLength(Array(low.dropFirst()), Array(high.dropFirst())).map { digit(first, first) + tail($0) }
        }
        let nines = [UInt8](repeating: UInt8(ascii: "9"), count: free)
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: free)
        var patterns = sameLength(Array(low.dropFirst()), nines).map { digit(first, first) + tail($0) }
        if last - first > 1 { patterns.append(digit(first + 1, last - 1) + any(free)) }
        return patterns + sameLength(zeros, Array(high.dropFirst())).map { digit(last, last) + tail($0) }
    }

    private static func digit(_ from: UInt8, _ to: UInt8) -> String {
        let characters = [from, to].map { String(decoding: [$0], as: UTF8.self) }
        return from == to ? "\"\(characters[0])\"" : "[\(characters[0])-\(characters[1])]"
    }

    private static func any(_ count: Int) -> String { count == 0 ? "" : " [0-9]{\(count)}" }
}
