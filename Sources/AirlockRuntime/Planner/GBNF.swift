/// Pieces of a grammar in llama.cpp's GBNF.
enum GBNF {
    /// A string literal that matches exactly this text.
    static func literal(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    literal += "\\x" + (hex.count < 2 ? "0" + hex : hex)
                } else {
                    literal.unicodeScalars.append(scalar)
                }
            }
        }
        return literal + "\""
    }

    static func anyOf(_ texts: [String]) -> String { texts.map(literal).joined(separator: " | ") }
}
