/// Gathers one paragraph: white space is folded, entities are decoded, table cells are parted.
struct ParagraphBuffer {
    private static let separator = Array(" | ".utf8)
    /// First cells that label the next one in layouts (AsciiDoc, DocBook).
    private static let labels: Set<String> = ["note", "tip", "warning", "important", "caution", "see also"]

    private var bytes: [UInt8] = []
    private var owesSpace = false
    private var hasCells = false
    /// Written before the first text, e.g. `- ` of a list item.
    var mark = ""

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    mutating func add(_ raw: ArraySlice<UInt8>, isPreformatted: Bool) {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(raw.count)
        if raw.contains(UInt8(ascii: "&")) {
            HTMLEntities.decode(raw, into: &decoded)
        } else {
            decoded.append(contentsOf: raw)
        }
        if isPreformatted {
            if owesSpace { pay() }
            bytes += decoded.filter { $0 != 0x0d && $0 != 0 }
        } else {
            fold(decoded)
        }
    }

    private mutating func fold(_ decoded: [UInt8]) {
        var index = 0
        while index < decoded.count {
            let byte = decoded[index]
            index += 1
            if byte.isHTMLSpace || byte == 0 {
                owesSpace = owesSpace || !bytes.isEmpty
            } else if byte == 0xc2, index < decoded.count, decoded[index] == 0xa0 {
                // A no-break space.
                owesSpace = owesSpace || !bytes.isEmpty
                index += 1
            } else {
                if owesSpace { pay() }
                bytes.append(byte)
            }
        }
    }

    private mutating func pay() {
        owesSpace = false
        if let last = bytes.last, !last.isHTMLSpace { bytes.append(0x20) }
    }

    mutating func addSpace() { owesSpace = !bytes.isEmpty }

    mutating func breakLine(isPreformatted: Bool) {
        guard isPreformatted || !bytes.isEmpty else { return }
        owesSpace = false
        bytes.append(0x0a)
    }

    mutating func beginCell() {
        guard !bytes.isEmpty else { return }
        owesSpace = false
        hasCells = true
        trimEnd()
        let isLabel = bytes.count < 16 && Self.labels.contains(String(decoding: bytes, as: UTF8.self).lowercased())
        bytes += isLabel ? Array(": ".utf8) : Self.separator
    }

    /// The paragraph, nil if there is none. The buffer is empty afterwards.
    mutating func take(isPreformatted: Bool) -> String? {
        defer {
            bytes = []
            owesSpace = false
            hasCells = false
        }
        trimEnd()
        guard !bytes.isEmpty else { return nil }
        let whole = String(decoding: bytes, as: UTF8.self)
        let text = isPreformatted ? whole.trimmedBlankLines : whole.trimmedSpace
        guard !text.isEmpty, text != "¶", text != "#" else { return nil }
        defer { mark = "" }
        return mark + text
    }

    /// Takes off white space and the separators of empty cells.
    private mutating func trimEnd() {
        while let last = bytes.last, last.isHTMLSpace || (hasCells && last == UInt8(ascii: "|")) { bytes.removeLast() }
    }
}

extension StringProtocol {
    var trimmedSpace: String {
        let head = drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }

    /// Without blank lines around it; the first line keeps its indent.
    var trimmedBlankLines: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        let start = self[..<first].lastIndex(where: \.isNewline).map { index(after: $0) } ?? startIndex
        return String(self[start...last])
    }
}
