/// Pieces of GBNF.
enum GrammarText {
    /// A literal that matches exactly this text.
    static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: literal += "\\\""
            case 0x5c: literal += "\\\\"
            case 0..<0x20, 0x7f:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                literal += "\\x" + (hex.count < 2 ? "0" + hex : hex)
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
