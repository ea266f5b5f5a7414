import AirlockCore

/// Reads the elements of a small XML document (W3C XML 1.0, fifth edition, without DTD), strictly: what isn't well-formed
/// is refused, and so is a document type, which could expand without end. Text between elements is not kept.
struct XMLScanner {
    enum Tag: Sendable, Hashable {
        case opening(name: String, attributes: [String: String])
        case closing(name: String)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var open: [String] = []
    private var tags: [Tag] = []

    /// Deeper is refused; test results are 4 deep.
    private static let depth = 64

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// All tags in order; an empty element is an opening and a closing one.
    /// - Throws: `.backendFailed` with the byte offset.
    static func tags(of bytes: [UInt8]) throws(AirlockError) -> [Tag] {
        var scanner = XMLScanner(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        try scanner.scan()
        return scanner.tags
    }

    private mutating func scan() throws(AirlockError) {
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else {
                guard !open.isEmpty || isSpace(bytes[index]) else { throw fault("text outside of the root") }
                index += 1
                continue
            }
            if skips("<!--", to: "-->") || skips("<?", to: "?>") { continue }
            if !open.isEmpty, skips("<![CDATA[", to: "]]>") { continue }
            index += 1
            guard index < bytes.count, bytes[index] != UInt8(ascii: "!") else { throw fault("declaration") }
            if bytes[index] == UInt8(ascii: "/") { try close() } else { try element() }
        }
        guard open.isEmpty, !tags.isEmpty else { throw fault("ends too early") }
    }

    private mutating func element() throws(AirlockError) {
        guard !open.isEmpty || tags.isEmpty, open.count < Self.depth else { throw fault("second root, or too deep") }
        let name = try self.name()
        var attributes: [String: String] = [:]
        while true {
            let spaces = skipSpaces()
            guard index < bytes.count else { throw fault("tag without end") }
            if bytes[index] == UInt8(ascii: ">") {
                index += 1
                tags.append(.opening(name: name, attributes: attributes))
                open.append(name)
                return
            }
            if bytes[index...].starts(with: "/>".utf8) {
                index += 2
                tags += [.opening(name: name, attributes: attributes), .closing(name: name)]
                return
            }
            guard spaces > 0 else { throw fault("no space before an attribute") }
            let (key, value) = try attribute()
            guard attributes.updateValue(value, forKey: key) == nil else { throw fault("attribute \(key) twice") }
        }
    }

    private mutating func close() throws(AirlockError) {
        index += 1
        let name = try self.name()
        skipSpaces()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ">"), open.popLast() == name else {
            throw fault("</\(name)> closes nothing")
        }
        index += 1
        tags.append(.closing(name: name))
    }

    private mutating func attribute() throws(AirlockError) -> (String, String) {
        let key = try name()
        skipSpaces()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { throw fault("attribute without value") }
        index += 1
        skipSpaces()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
            throw fault("value without quotes")
        }
        let quote = bytes[index]
        let start = index + 1
        guard let end = bytes[start...].firstIndex(of: quote), !bytes[start..<end].contains(UInt8(ascii: "<")) else {
            throw fault("value without end")
        }
        index = end + 1
        return (key, String(decoding: bytes[start..<end], as: UTF8.self))
    }

    private mutating func name() throws(AirlockError) -> String {
        let start = index
        while index < bytes.count, !isSpace(bytes[index]), !"=/><\"'&".utf8.contains(bytes[index]) { index += 1 }
        guard index > start, index - start <= 200 else { throw fault("name missing or too long") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Moves past `start … end` if that begins here and is closed.
    private mutating func skips(_ start: String, to end: String) -> Bool {
        guard bytes[index...].starts(with: start.utf8) else { return false }
        let mark = Array(end.utf8)
        var place = index + start.utf8.count
        while place + mark.count <= bytes.count {
            if bytes[place] == mark[0], bytes[place...].starts(with: mark) {
                index = place + mark.count
                return true
            }
            place += 1
        }
        return false
    }

    @discardableResult
    private mutating func skipSpaces() -> Int {
        let start = index
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
        return index - start
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0A ~= byte || byte == 0x0D }

    private func fault(_ what: String) -> AirlockError {
        AirlockError(.backendFailed, "test results are not well-formed XML: \(what), at byte \(index)")
    }
}
