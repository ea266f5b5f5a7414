import AirlockCore

/// How a text file spells its characters. A file that is edited or added to keeps its own.
enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf8WithMark = "utf-8-bom"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case windows1251 = "windows-1251"

    /// What the bytes are, by their mark or by what they hold; nil for what isn't text. UTF-16 is known by its mark alone.
    init?(of bytes: [UInt8]) {
        if bytes.starts(with: Self.mark8) {
            self = .utf8WithMark
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            self = .utf16LittleEndian
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else if bytes.contains(0) {
            return nil
        } else if String(validating: bytes, as: UTF8.self) != nil {
            self = .utf8
        } else if Self.isCyrillic(bytes) {
            self = .windows1251
        } else {
            return nil
        }
    }

    private static let mark8: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Without the mark; nil for bytes that aren't of this encoding.
    func decode(_ bytes: [UInt8]) -> String? {
        let text: String?
        switch self {
        case .utf8: text = String(validating: bytes, as: UTF8.self)
        case .utf8WithMark: text = String(validating: bytes.dropFirst(3), as: UTF8.self)
        case .utf16LittleEndian: text = Self.text(of: bytes.dropFirst(2)) { UInt16($0) | UInt16($1) << 8 }
        case .utf16BigEndian: text = Self.text(of: bytes.dropFirst(2)) { UInt16($0) << 8 | UInt16($1) }
        case .windows1251:
            var scalars = String.UnicodeScalarView()
            for byte in bytes {
                guard let scalar = byte < 0x80 ? Unicode.Scalar(byte) : Self.upper[Int(byte) - 0x80] else { return nil }
                scalars.append(scalar)
            }
            text = String(scalars)
        }
        guard let text, !text.utf8.contains(0) else { return nil }
        return text
    }

    /// With the mark; nil if the encoding has no place for a character.
    func encode(_ text: String) -> [UInt8]? {
        switch self {
        case .utf8: return Array(text.utf8)
        case .utf8WithMark: return Self.mark8 + Array(text.utf8)
        case .utf16LittleEndian:
            return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian:
            return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .windows1251:
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                guard let byte = scalar.isASCII ? UInt8(scalar.value) : Self.bytes[scalar] else { return nil }
                bytes.append(byte)
            }
            return bytes
        }
    }

    private static func text(of bytes: ArraySlice<UInt8>, _ unit: (UInt8, UInt8) -> UInt16) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { unit(bytes[$0], bytes[$0 + 1]) }
        return String(validating: units, as: UTF16.self)
    }

    // MARK: Windows-1251

    /// Whether it reads as Russian: no control characters, and three of four bytes above ASCII are letters of the alphabet.
    private static func isCyrillic(_ bytes: [UInt8]) -> Bool {
        let high = bytes.filter { $0 >= 0x80 }
        let letters = high.count { $0 >= 0xC0 || $0 == 0xA8 || $0 == 0xB8 }
        let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x98 || 0x09...0x0D ~= $0 }
        return isPlain && letters * 4 >= high.count * 3
    }

    /// 0x80 to 0xFF, from the table that unicode.org has under VENDORS/MICSFT/WINDOWS/CP1251.TXT; 0x98 is nothing.
    private static let upper: [Unicode.Scalar?] = {
        let first = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{0}™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї"
        let letters = (0x410...0x44F).compactMap { Unicode.Scalar($0) }
        return first.unicodeScalars.map { $0 == "\u{0}" ? nil : $0 } + letters.map { $0 }
    }()

    private static let bytes: [Unicode.Scalar: UInt8] = {
        var bytes: [Unicode.Scalar: UInt8] = [:]
        for (index, scalar) in upper.enumerated() { if let scalar { bytes[scalar] = UInt8(0x80 + index) } }
        return bytes
    }()
}

/// A text file's content, and what it must keep when it is written again.
struct TextFile: Sendable {
    var text: String
    let encoding: TextEncoding

    /// Whether every line ends as on Windows.
    var hasCarriageReturns: Bool {
        let bytes = Array(text.utf8)
        let ends = bytes.count { $0 == UInt8(ascii: "\n") }
        return ends > 0 && ends == TextEdit.places(of: [0x0D, 0x0A], in: bytes).count
    }

    /// A text of somebody who doesn't know how this file ends its lines.
    func adopting(_ other: String) -> String {
        guard hasCarriageReturns, !other.utf8.contains(0x0D) else { return other }
        return String(decoding: other.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, as: UTF8.self)
    }
}
