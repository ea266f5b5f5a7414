import AirlockCore
import AirlockTestKit

extension JSONValue {
    /// A value as the parser would give it: `.number` only for what isn't a whole number within 64 bits.
    static func random(depth: Int, from source: inout SeededSource) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &source) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &source))
        case 2: return .integer(Int64(truncatingIfNeeded: source.next()) >> Int64.random(in: 0..<63, using: &source))
        case 3:
            let value = Double(bitPattern: source.next())
            guard value.isFinite else { return .null }
            return if let whole = Int64(exactly: value) { .integer(whole) } else { .number(value) }
        case 4: return .string(randomText(from: &source))
        case 5, 6:
            return .array(
                (0..<Int.random(in: 0..<4, using: &source)).map { _ in random(depth: depth - 1, from: &source) })
        default:
            var members: [String: JSONValue] = [:]
            for _ in 0..<Int.random(in: 0..<4, using: &source) {
                members[randomText(from: &source)] = random(depth: depth - 1, from: &source)
            }
            return .object(members)
        }
    }

    private static func randomText(from source: inout SeededSource) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<6, using: &source) {
            let limit: UInt32 = [0x20, 0x80, 0x800, 0x11_0000].randomElement(using: &source) ?? 0x80
            text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0..<limit, using: &source)) ?? "?")
        }
        return text
    }
}
