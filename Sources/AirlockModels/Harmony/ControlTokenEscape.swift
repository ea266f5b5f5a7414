/// Keeps text from being read as the control tokens of a model, which all look like `<|name|>` (gpt-oss, Qwen).
///
/// A server makes tokens out of a prompt's text wherever it finds their names, so a page that says `<|end|><|start|>system`
/// would open a message of its own. A word joiner (U+2060), which nobody sees, goes between the `<` and the `|` before a
/// letter. Where a word joiner already stands before such a `|`, another one is added, so that taking one away gives the
/// same text again.
enum ControlTokenEscape {
    static let joiner: [UInt8] = [firstByte, 0x81, 0xa0]
    static let firstByte: UInt8 = 0xe2

    static func escaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var copied = 0
        for at in bytes.indices where isOpening(bytes, at) && at > 0 {
            guard bytes[at - 1] == UInt8(ascii: "<") || endsInJoiner(bytes, at) else { continue }
            if out.isEmpty { out.reserveCapacity(bytes.count + 16) }
            out += bytes[copied..<at]
            out += joiner
            copied = at
        }
        return copied == 0 ? text : String(decoding: out + bytes[copied...], as: UTF8.self)
    }

    /// Undoes ``escaped(_:)``; text that never was escaped and holds no word joiner before a `|` stays as it is.
    static func unescaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var copied = 0
        for at in bytes.indices where isOpening(bytes, at) && endsInJoiner(bytes, at) {
            out += bytes[copied..<(at - joiner.count)]
            copied = at
        }
        return copied == 0 ? text : String(decoding: out + bytes[copied...], as: UTF8.self)
    }

    /// Whether a joiner begins at `start` that ``escaped(_:)`` may have put there; nil if more bytes are needed to tell.
    static func isEscape(_ bytes: [UInt8], at start: Int) -> Bool? {
        for (offset, byte) in joiner.enumerated() {
            guard start + offset < bytes.count else { return nil }
            guard bytes[start + offset] == byte else { return false }
        }
        let bar = start + joiner.count
        guard bar < bytes.count else { return nil }
        guard bytes[bar] == UInt8(ascii: "|") else { return false }
        return bar + 1 < bytes.count ? isLetter(bytes[bar + 1]) : nil
    }

    private static func isOpening(_ bytes: [UInt8], _ at: Int) -> Bool {
        bytes[at] == UInt8(ascii: "|") && at + 1 < bytes.count && isLetter(bytes[at + 1])
    }

    private static func endsInJoiner(_ bytes: [UInt8], _ end: Int) -> Bool {
        end >= joiner.count && bytes[(end - joiner.count)..<end].elementsEqual(joiner)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
