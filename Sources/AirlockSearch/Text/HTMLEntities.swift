/// Character references (HTML Standard, 13.5): all numeric ones, and the named ones that prose uses.
enum HTMLEntities {
    /// Bytes between `&` and `;` that are looked at.
    private static let longest = 12

    /// Appends `raw` with its references replaced. One that isn't known stays as it is written.
    static func decode(_ raw: ArraySlice<UInt8>, into out: inout [UInt8]) {
        var index = raw.startIndex
        while index < raw.endIndex {
            guard raw[index] == UInt8(ascii: "&"), let (text, next) = reference(in: raw, after: index + 1) else {
                out.append(raw[index])
                index += 1
                continue
            }
            out += text
            index = next
        }
    }

    private static func reference(in raw: ArraySlice<UInt8>, after start: Int) -> (text: [UInt8], next: Int)? {
        let limit = min(raw.endIndex, start + longest)
        guard start < limit, let end = raw[start..<limit].firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: raw[start..<end], as: UTF8.self)
        guard name.hasPrefix("#") else { return named[name].map { (Array($0.utf8), end + 1) } }
        let digits = name.dropFirst()
        let isHex = digits.first == "x" || digits.first == "X"
        guard let number = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
        return (Array(String(character(number)).utf8), end + 1)
    }

    private static func character(_ number: UInt32) -> Character {
        // Numbers of the C1 controls mean Windows-1252 (HTML Standard, 13.2.5.80).
        if (0x80...0x9f).contains(number), let text = windows1252[Int(number) - 0x80] { return text }
        guard number != 0, let scalar = Unicode.Scalar(number), number >= 0x20 || number == 9 || number == 10 else {
            return "\u{fffd}"
        }
        return Character(scalar)
    }

    private static let windows1252: [Character?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil, nil, "‘", "’", "“", "”", "•",
        "–",
        "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    private static let named: [String: String] = [
        "amp": "&", "AMP": "&", "lt": "<", "LT": "<", "gt": ">", "GT": ">", "quot": "\"", "QUOT": "\"", "apos": "'",
        "nbsp": " ", "ensp": " ", "emsp": " ", "thinsp": " ", "shy": "", "zwnj": "", "zwj": "", "lrm": "", "rlm": "",
        "ndash": "–", "mdash": "—", "hellip": "…", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”",
        "bdquo": "„", "laquo": "«", "raquo": "»", "lsaquo": "‹", "rsaquo": "›", "prime": "′", "Prime": "″",
        "bull": "•", "middot": "·", "para": "¶", "sect": "§", "dagger": "†", "Dagger": "‡", "permil": "‰",
        "copy": "©", "reg": "®", "trade": "™", "deg": "°", "plusmn": "±", "times": "×", "divide": "÷", "minus": "−",
        "le": "≤", "ge": "≥", "ne": "≠", "asymp": "≈", "equiv": "≡", "infin": "∞", "sum": "∑", "radic": "√",
        "frac12": "½", "frac14": "¼", "frac34": "¾", "sup1": "¹", "sup2": "²", "sup3": "³", "micro": "µ", "ordm": "º",
        "ordf": "ª", "not": "¬", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "harr": "↔", "rArr": "⇒",
        "lArr": "⇐", "cent": "¢", "pound": "£", "yen": "¥", "euro": "€", "curren": "¤", "brvbar": "¦", "uml": "¨",
        "acute": "´", "cedil": "¸", "iexcl": "¡", "iquest": "¿", "check": "✓", "star": "☆",
        "Agrave": "À", "Aacute": "Á", "Acirc": "Â", "Atilde": "Ã", "Auml": "Ä", "Aring": "Å", "AElig": "Æ",
        "Ccedil": "Ç", "Egrave": "È", "Eacute": "É", "Ecirc": "Ê", "Euml": "Ë", "Igrave": "Ì", "Iacute": "Í",
        "Icirc": "Î", "Iuml": "Ï", "Ntilde": "Ñ", "Ograve": "Ò", "Oacute": "Ó", "Ocirc": "Ô", "Otilde": "Õ",
        "Ouml": "Ö", "Oslash": "Ø", "Ugrave": "Ù", "Uacute": "Ú", "Ucirc": "Û", "Uuml": "Ü", "szlig": "ß",
        "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã", "auml": "ä", "aring": "å", "aelig": "æ",
        "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë", "igrave": "ì", "iacute": "í",
        "icirc": "î", "iuml": "ï", "ntilde": "ñ", "ograve": "ò", "oacute": "ó", "ocirc": "ô", "otilde": "õ",
        "ouml": "ö", "oslash": "ø", "ugrave": "ù", "uacute": "ú", "ucirc": "û", "uuml": "ü", "yuml": "ÿ",
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lambda": "λ", "mu": "μ", "pi": "π",
        "sigma": "σ", "omega": "ω", "Omega": "Ω", "Delta": "Δ", "Sigma": "Σ", "tau": "τ", "phi": "φ", "theta": "θ",
    ]
}
