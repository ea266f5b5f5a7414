extension JSONValue {
    /// UTF-8 bytes by RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, shortest number form, no
    /// white space. Integers beyond 2^53 keep all digits, which JCS leaves to the application.
    public var canonical: [UInt8] {
        var out: [UInt8] = []
        appendCanonical(to: &out)
        return out
    }

    public var canonicalText: String { String(decoding: canonical, as: UTF8.self) }

    /// Lower-case hex SHA-256 of ``canonical``.
    public var sha256: String { SHA256.hex(canonical) }

    private func appendCanonical(to out: inout [UInt8]) {
        switch self {
        case .null: out += Array("null".utf8)
        case .bool(let value): out += Array((value ? "true" : "false").utf8)
        case .integer(let value): out += Array("\(value)".utf8)
        case .number(let value): out += Array(Self.shortest(value).utf8)
        case .string(let value): Self.append(value, to: &out)
        case .array(let items):
            out.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                item.appendCanonical(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.appendCanonical(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// Runs of bytes that stand for themselves are copied whole: most texts are one.
    private static func append(_ text: String, to out: inout [UInt8]) {
        let escapes = Self.escapes
        var text = text
        out.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            for (index, byte) in bytes.enumerated() {
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                out.append(contentsOf: bytes[start..<index])
                out.append(contentsOf: escapes[Int(byte)])
                start = index + 1
            }
            out.append(contentsOf: bytes[start...])
        }
        out.append(UInt8(ascii: "\""))
    }

    /// By byte, as far as `\`; empty for those that stand for themselves.
    private static let escapes: [[UInt8]] = {
        let digits = Array("0123456789abcdef".utf8)
        var escapes = [[UInt8]](repeating: [], count: 0x5D)
        for byte in 0..<0x20 { escapes[byte] = Array("\\u00".utf8) + [digits[byte >> 4], digits[byte & 15]] }
        let short: [(UInt8, String)] = [
            (0x08, "\\b"), (0x09, "\\t"), (0x0A, "\\n"), (0x0C, "\\f"), (0x0D, "\\r"), (0x22, "\\\""), (0x5C, "\\\\"),
        ]
        for (byte, escape) in short { escapes[Int(byte)] = Array(escape.utf8) }
        return escapes
    }()

    /// ECMAScript's Number::toString, which RFC 8785 asks for. Swift prints the same shortest digits, in another layout.
    private static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == 0 { return "0" }
        let sign = value < 0 ? "-" : ""
        let parts = "\(value.magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = String(mantissa[0]) + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        /// The decimal point stands after this many of `digits`.
        let point = mantissa[0].count - leading + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        switch point {
        case digits.count...21 where digits.count <= point:
            return sign + digits + String(repeating: "0", count: point - digits.count)
        case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let exponent = point - 1
            let tail = digits.count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + tail + "e" + (exponent < 0 ? "-" : "+") + "\(exponent.magnitude)"
        }
    }
}
