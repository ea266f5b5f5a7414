/// Cuts HTML into tags and text, forgiving whatever is wrong with it. Every byte is looked at a fixed number of times.
struct HTMLTokenizer {
    enum Token {
        /// Entities are not decoded yet.
        case text(ArraySlice<UInt8>)
        case start(HTMLTag)
        case end(String)
    }

    /// Elements whose content is not markup (HTML Standard, 13.2.5); the content of the first ones is never text to read.
    private static let unread: Set<String> = ["script", "style", "iframe", "noembed", "noframes", "xmp"]
    private static let plain: Set<String> = ["title", "textarea"]

    private let bytes: [UInt8]
    private var position = 0
    /// The element whose content is being read as plain text.
    private var rawElement: String?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nil at the end.
    mutating func next() -> Token? {
        if let name = rawElement {
            rawElement = nil
            return rawText(of: name)
        }
        while position < bytes.count {
            let start = position
            while position < bytes.count, !isMarkup(at: position) { position += 1 }
            if position > start { return .text(bytes[start..<position]) }
            if let token = markup() { return token }
        }
        return nil
    }

    private func byte(_ offset: Int) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }

    private func isMarkup(at index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else { return false }
        switch bytes[index + 1] {
        case UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "/"): return true
        case let byte: return byte.isASCIILetter
        }
    }

    /// - Returns: Nil for what holds nothing to read: a comment, a declaration, a tag that never ends.
    private mutating func markup() -> Token? {
        switch byte(1) {
        case UInt8(ascii: "!") where byte(2) == UInt8(ascii: "-") && byte(3) == UInt8(ascii: "-"):
            position = end(of: Array("-->".utf8), from: position + 4)
            return nil
        case UInt8(ascii: "!"), UInt8(ascii: "?"):
            position = end(of: [UInt8(ascii: ">")], from: position + 2)
            return nil
        case UInt8(ascii: "/"):
            position += 2
            let name = readName()
            position = end(of: [UInt8(ascii: ">")], from: position)
            return name.isEmpty ? nil : .end(name)
        default:
            position += 1
            var tag = HTMLTag(name: readName())
            guard readAttributes(&tag) else { return nil }
            if Self.unread.contains(tag.name) || Self.plain.contains(tag.name) { rawElement = tag.name }
            return .start(tag)
        }
    }

    private mutating func rawText(of name: String) -> Token? {
        let start = position
        let close = Array(name.utf8)
        while position < bytes.count {
            if byte(0) == UInt8(ascii: "<"), byte(1) == UInt8(ascii: "/"),
                close.indices.allSatisfy({ byte(2 + $0).lowercasedASCII == close[$0] })
            {
                break
            }
            position += 1
        }
        return Self.plain.contains(name) && position > start ? .text(bytes[start..<position]) : next()
    }

    /// The index after the next `mark`; the end of all if there is none.
    private func end(of mark: [UInt8], from start: Int) -> Int {
        var index = start
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], mark.indices.allSatisfy({ bytes[index + $0] == mark[$0] }) {
                return index + mark.count
            }
            index += 1
        }
        return bytes.count
    }

    /// Lower-case, at most 32 bytes of it.
    private mutating func readName() -> String {
        var name: [UInt8] = []
        while position < bytes.count, !byte(0).isHTMLSpace, byte(0) != UInt8(ascii: ">"), byte(0) != UInt8(ascii: "/"),
            byte(0) != UInt8(ascii: "=")
        {
            if name.count < 32 { name.append(byte(0).lowercasedASCII) }
            position += 1
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// Reads to the end of the tag.
    /// - Returns: Whether it has one.
    private mutating func readAttributes(_ tag: inout HTMLTag) -> Bool {
        while position < bytes.count {
            let current = byte(0)
            if current == UInt8(ascii: ">") {
                position += 1
                return true
            }
            if current.isHTMLSpace || current == UInt8(ascii: "/") || current == UInt8(ascii: "=") {
                position += 1
                continue
            }
            let name = readName()
            skipSpace()
            guard byte(0) == UInt8(ascii: "=") else {
                tag.set(name, "")
                continue
            }
            position += 1
            skipSpace()
            tag.set(name, String(decoding: readValue(), as: UTF8.self))
        }
        return false
    }

    private mutating func skipSpace() { while position < bytes.count, byte(0).isHTMLSpace { position += 1 } }

    private mutating func readValue() -> ArraySlice<UInt8> {
        let quote = byte(0)
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = position + 1
            position = end(of: [quote], from: start)
            return bytes[min(start, bytes.count)..<max(min(start, bytes.count), position - 1)]
        }
        let start = position
        while position < bytes.count, !byte(0).isHTMLSpace, byte(0) != UInt8(ascii: ">") { position += 1 }
        return bytes[start..<position]
    }
}

/// A start tag with the attributes that matter for reading.
struct HTMLTag {
    let name: String
    private(set) var id = ""
    private(set) var classes: [Substring] = []
    private(set) var role = ""
    private(set) var isHidden = false
    /// Those of ``kept``, entities not decoded.
    private(set) var attributes: [String: String] = [:]

    /// Attributes that are wanted besides those that have a property of their own.
    private static let kept: Set<String> = [
        "href", "colspan", "start", "type", "alttext", "alt", "aria-hidden", "data-airlock", "data-lang", "itemprop",
        "summary",
    ]
    /// Bytes of one of them.
    private static let longestAttribute = 4096

    init(name: String) { self.name = name }

    mutating func set(_ attribute: String, _ value: String) {
        switch attribute {
        case "id": id = id.isEmpty ? value : id
        case "name" where name == "a": id = id.isEmpty ? value : id
        case "class": classes = value.lowercased().prefix(500).split(whereSeparator: \.isWhitespace)
        case "role": role = value.lowercased()
        case "hidden": isHidden = true
        case "style": isHidden = isHidden || value.filter { $0 != " " }.contains("display:none")
        default:
            guard Self.kept.contains(attribute), value.utf8.count <= Self.longestAttribute else { return }
            attributes[attribute] = attributes[attribute] ?? value
        }
    }
}

extension UInt8 {
    var isHTMLSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
    var isASCIILetter: Bool { (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self) }
    var lowercasedASCII: UInt8 { (0x41...0x5a).contains(self) ? self + 32 : self }
}
