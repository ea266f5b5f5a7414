/// Strings and numbers.
extension JSONParser {
    /// Begins at the opening quote, ends after the closing one.
    mutating func parseString() throws(AirlockError) -> String {
        at += 1
        let start = at
        skipPlain()
        if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
            defer { at += 1 }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }
        return try parseEscaped(Array(bytes[start..<at]))
    }

    private mutating func parseEscaped(_ begun: [UInt8]) throws(AirlockError) -> String {
        var text = begun
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case 0..<0x20: throw failure("a control character in a string; write it as \\u00XX")
            default:
                let start = at
                skipPlain()
                text += bytes[start..<at]
            }
        }
        throw failure("a string doesn't end")
    }

    private mutating func skipPlain() {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 {
            at += 1
        }
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(AirlockError) {
        let start = at
        guard at + 1 < bytes.count else { throw failure("a string doesn't end") }
        at += 2
        switch bytes[at - 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[at - 1])
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "u"): text += String(try parseScalar(from: start)).utf8
        default: throw failure("an unknown escape", at: start)
        }
    }

    /// The four digits after `\u`, with the second half of a surrogate pair.
    private mutating func parseScalar(from start: Int) throws(AirlockError) -> Unicode.Scalar {
        let first = try parseFourDigits()
        guard (0xd800...0xdfff).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw failure("not a character", at: start) }
            return scalar
        }
        guard first < 0xdc00, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
        else { throw failure("a lone surrogate", at: start) }
        at += 2
        let second = try parseFourDigits()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
        else { throw failure("a lone surrogate", at: start) }
        return scalar
    }

    private mutating func parseFourDigits() throws(AirlockError) -> UInt32 {
        guard at + 4 <= bytes.count else { throw failure("\\u needs four hex digits") }
        var value: UInt32 = 0
        for byte in bytes[at..<at + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("\\u needs four hex digits")
            }
            value = value << 4 | UInt32(digit)
        }
        at += 4
        return value
    }

    mutating func parseNumber() throws(AirlockError) -> JSONValue {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        let firstDigit = at
        try skipDigits()
        guard bytes[firstDigit] != UInt8(ascii: "0") || at == firstDigit + 1 else {
            throw failure("a number begins with 0", at: start)
        }
        var isWhole = true
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            isWhole = false
            at += 1
            try skipDigits()
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try skipDigits()
        }
        return try number(start, isWhole: isWhole)
    }

    /// No double needs more than 767 digits to be told from its neighbours; the limit leaves room and bounds the work.
    private static let longestNumber = 1024

    private func number(_ start: Int, isWhole: Bool) throws(AirlockError) -> JSONValue {
        guard at - start <= Self.longestNumber else { throw failure("a number of over 1,024 bytes", at: start) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw failure("a number out of range", at: start) }
        return if let whole = Int64(exactly: value) { .integer(whole) } else { .number(value) }
    }

    private mutating func skipDigits() throws(AirlockError) {
        let start = at
        while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
        guard at > start else { throw failure("a digit is missing") }
    }
}
