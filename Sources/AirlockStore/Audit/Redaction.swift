public import AirlockCore

/// Replaces secrets by `[redacted]`: the ones that it was told of, also as JSON or a URL would write them, and whatever looks
/// like one. Reads each string once.
public struct Redaction: Sendable {
    private static let mark = Array("[redacted]".utf8)
    private static let keyStart = Array("-----BEGIN ".utf8)
    private static let keyKind = Array("PRIVATE KEY".utf8)
    private static let keyEnd = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)
    private static let userInfo = Array("://".utf8)
    /// Bytes between `://` and `@` that are looked at.
    private static let userInfoLimit = 512

    /// By their first byte, longest first.
    private let secrets: [UInt8: [[UInt8]]]
    private let patterns: [UInt8: [SecretPattern]]

    public init(secrets: [String]) {
        var forms: Set<[UInt8]> = []
        for secret in secrets where !secret.isEmpty {
            forms.insert(Array(secret.utf8))
            forms.insert(Array(JSONValue.string(secret).canonical.dropFirst().dropLast()))
            forms.insert(Self.percentEncoded(secret))
        }
        self.secrets = Dictionary(grouping: forms) { $0[0] }.mapValues { $0.sorted { $0.count > $1.count } }
        var patterns = Dictionary(grouping: SecretPattern.known) { $0.prefix[0] }
        patterns[UInt8(ascii: "B")] = patterns[UInt8(ascii: "b")]
        self.patterns = patterns
    }

    /// The same value with no secret in any string or key.
    public func apply(to value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: value
        case .string(let text): .string(apply(to: text))
        case .array(let items): .array(items.map { apply(to: $0) })
        case .object(let members):
            .object(Dictionary(members.map { (apply(to: $0.key), apply(to: $0.value)) }) { first, _ in first })
        }
    }

    public func apply(to text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var copied = 0
        var position = 0
        while position < bytes.count {
            guard let hidden = secret(in: bytes, at: position), !hidden.isEmpty else {
                position += 1
                continue
            }
            out += bytes[copied..<hidden.lowerBound]
            out += Self.mark
            copied = hidden.upperBound
            position = hidden.upperBound
        }
        return copied == 0 ? text : String(decoding: out + bytes[copied...], as: UTF8.self)
    }

    private func secret(in text: [UInt8], at position: Int) -> Range<Int>? {
        let first = text[position]
        for secret in secrets[first] ?? [] where Self.holds(text, secret, at: position) {
            return position..<position + secret.count
        }
        for pattern in patterns[first] ?? [] {
            if let hidden = pattern.match(text, at: position) { return hidden }
        }
        switch first {
        case UInt8(ascii: "-"): return Self.privateKey(in: text, at: position)
        case UInt8(ascii: ":"): return Self.password(in: text, at: position)
        case UInt8(ascii: "a"), UInt8(ascii: "A"): return Self.amazonSecret(in: text, at: position)
        default: return nil
        }
    }

    /// A PEM private key (RFC 7468), to the end of the text if its last line is missing.
    private static func privateKey(in text: [UInt8], at start: Int) -> Range<Int>? {
        guard holds(text, keyStart, at: start) else { return nil }
        let label = start + keyStart.count
        guard let kind = find(keyKind, in: text, from: label, limit: 40),
            find(dashes, in: text, from: kind, limit: 24) != nil
        else { return nil }
        guard let end = find(keyEnd, in: text, from: kind, limit: text.count) else { return start..<text.count }
        let close = find(dashes, in: text, from: end + keyEnd.count, limit: 64)
        return start..<(close.map { $0 + dashes.count } ?? text.count)
    }

    /// The password of `scheme://user:password@host`.
    private static func password(in text: [UInt8], at start: Int) -> Range<Int>? {
        guard holds(text, userInfo, at: start) else { return nil }
        var colon: Int?
        for index in (start + 3)..<min(text.count, start + 3 + userInfoLimit) {
            switch text[index] {
            case UInt8(ascii: "@"): return colon.map { $0 + 1..<index }
            case UInt8(ascii: ":"): colon = colon ?? index
            case 0...32, UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "?"), UInt8(ascii: "#"): return nil
            default: break
            }
        }
        return nil
    }

    /// The 40 characters that follow `aws_secret_access_key` in a configuration file or an environment.
    private static func amazonSecret(in text: [UInt8], at start: Int) -> Range<Int>? {
        let name = Array("aws_secret_access_key".utf8)
        guard text.count - start > name.count,
            zip(text[start...], name).allSatisfy({ $0 == $1 || ($0 < 91 && $0 > 64 && $0 + 32 == $1) })
        else { return nil }
        var from = start + name.count
        while from < text.count, [" ", "=", ":", "\"", "'"].contains(Unicode.Scalar(text[from])) { from += 1 }
        var end = from
        while end < text.count,
            SecretPattern.isAlphanumeric(text[end]) || text[end] == UInt8(ascii: "/") || text[end] == UInt8(ascii: "+")
        {
            end += 1
        }
        return end - from >= 32 ? from..<end : nil
    }

    private static func holds(_ text: [UInt8], _ part: [UInt8], at start: Int) -> Bool {
        guard text.count - start >= part.count else { return false }
        for offset in part.indices where text[start + offset] != part[offset] { return false }
        return true
    }

    private static func find(_ part: [UInt8], in text: [UInt8], from start: Int, limit: Int) -> Int? {
        let last = min(text.count - part.count, start + limit)
        guard start <= last else { return nil }
        return (start...last).first { holds(text, part, at: $0) }
    }

    private static func percentEncoded(_ text: String) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return text.utf8.flatMap { byte in
            SecretPattern.isWordOrHyphen(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
}
