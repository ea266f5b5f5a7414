extension JSONValue {
    /// Parses strictly (RFC 8259): one value, no duplicate keys (also none that only differ in Unicode normalization), no
    /// lone surrogates, at most 64 deep, valid UTF-8, nothing after it. A number that is a whole number within 64 bits
    /// becomes `.integer`, however it is written (`1.0`, `1e3`); one that overflows to infinity is refused.
    /// - Throws: `.invalidRequest` with the byte offset.
    public init(parsing bytes: [UInt8]) throws(AirlockError) { try self.init(parsing: bytes, maxDepth: 64) }

    public init(parsing text: String) throws(AirlockError) { try self.init(parsing: Array(text.utf8)) }

    /// The same with another limit of depth, for what we wrote ourselves around a value from outside.
    /// - Parameter maxDepth: Arrays and objects around each other, 1…512.
    public init(parsing bytes: [UInt8], maxDepth: Int) throws(AirlockError) {
        var parser = JSONParser(bytes: bytes, maxDepth: min(maxDepth, 512))
        self = try parser.parse()
    }
}

/// Recursive descent over the bytes; the recursion is bounded by `maxDepth`.
struct JSONParser {
    let bytes: [UInt8]
    let maxDepth: Int
    var at = 0
    private var depth = 0

    init(bytes: [UInt8], maxDepth: Int) {
        self.bytes = bytes
        self.maxDepth = maxDepth
    }

    mutating func parse() throws(AirlockError) -> JSONValue {
        try checkEncoding()
        skipSpace()
        let value = try parseValue()
        skipSpace()
        guard at == bytes.count else { throw failure("something follows the value") }
        return value
    }

    func failure(_ what: String, at offset: Int? = nil) -> AirlockError {
        AirlockError(
            .invalidRequest, "JSON, byte \(offset ?? at): \(what)", hint: "send one JSON value as RFC 8259 defines it")
    }

    private func checkEncoding() throws(AirlockError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw failure("not UTF-8", at: error.byteOffsets.lowerBound)
        }
    }

    private mutating func parseValue() throws(AirlockError) -> JSONValue {
        guard at < bytes.count else { throw failure("a value is missing") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure("a value can't begin here")
        }
    }

    private mutating func parseObject() throws(AirlockError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        try enter()
        if takes(UInt8(ascii: "}")) { return leave(.object(members)) }
        repeat {
            skipSpace()
            let start = at
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw failure("a key is missing") }
            let key = try parseString()
            guard takes(UInt8(ascii: ":")) else { throw failure("\":\" is missing") }
            skipSpace()
            guard members.updateValue(try parseValue(), forKey: key) == nil else {
                throw failure("key \(key.prefix(60).debugDescription) comes twice", at: start)
            }
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "}")) else { throw failure("\",\" or \"}\" is missing") }
        return leave(.object(members))
    }

    private mutating func parseArray() throws(AirlockError) -> JSONValue {
        var items: [JSONValue] = []
        try enter()
        if takes(UInt8(ascii: "]")) { return leave(.array(items)) }
        repeat {
            skipSpace()
            items.append(try parseValue())
        } while takes(UInt8(ascii: ","))
        guard takes(UInt8(ascii: "]")) else { throw failure("\",\" or \"]\" is missing") }
        return leave(.array(items))
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(AirlockError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard at + length <= bytes.count, bytes[at..<at + length].elementsEqual("\(word)".utf8) else {
            throw failure("a value can't begin here")
        }
        at += length
        return value
    }

    private mutating func enter() throws(AirlockError) {
        guard depth < maxDepth else { throw failure("deeper than \(maxDepth)") }
        depth += 1
        at += 1
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        depth -= 1
        return value
    }

    /// Skips white space, and `byte` if it comes next.
    private mutating func takes(_ byte: UInt8) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0a, 0x0d: at += 1
            default: return
            }
        }
    }
}
