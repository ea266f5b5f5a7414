/// The request line and the header fields of one HTTP/1 request, read as strictly as RFC 9112 allows.
///
/// What two programs could read in two ways is refused, so that the origin can't see another request than we judged
/// (request smuggling): no folded lines, no bare CR or LF, no space before a colon, no second Host, Content-Length or
/// Transfer-Encoding.
struct RequestHead: Hashable {
    struct Field: Hashable {
        /// As written; letters of both cases.
        let name: String
        /// Bytes, because they need not be UTF-8.
        let value: [UInt8]

        func isNamed(_ other: String) -> Bool { name.lowercased() == other }
    }

    let method: String
    let target: String
    /// 1.1, else 1.0.
    let isVersion11: Bool
    let fields: [Field]

    /// Besides CONNECT.
    static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    static let maximumFields = 256

    func values(_ name: String) -> [[UInt8]] { fields.filter { $0.isNamed(name) }.map(\.value) }

    /// - Parameter bytes: Up to and with the empty line.
    init(_ bytes: [UInt8]) throws(Refusal) {
        var lines = try Self.lines(bytes)[...]
        guard let first = lines.popFirst() else { throw .malformed("it has no first line") }
        let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, words.allSatisfy({ $0.allSatisfy(Self.isPrintable) && !$0.isEmpty }) else {
            throw .malformed("the first line is not method, target and version")
        }
        method = String(decoding: words[0], as: UTF8.self)
        target = String(decoding: words[1], as: UTF8.self)
        switch String(decoding: words[2], as: UTF8.self) {
        case "HTTP/1.1": isVersion11 = true
        case "HTTP/1.0": isVersion11 = false
        default: throw .malformed("the version is neither HTTP/1.1 nor HTTP/1.0")
        }
        guard lines.count <= Self.maximumFields else { throw Refusal(.headTooLarge, "more than 256 header fields") }
        var fields: [Field] = []
        for line in lines { fields.append(try Self.field(line)) }
        self.fields = fields
        try checkFields()
    }

    private func checkFields() throws(Refusal) {
        for name in ["host", "content-length", "transfer-encoding"] where values(name).count > 1 {
            throw .malformed("it has a second field of \(name)")
        }
        guard values("host").count == 1 || !isVersion11 else { throw .malformed("it has no host field") }
    }

    /// The lines before the empty one, without their ends.
    private static func lines(_ bytes: [UInt8]) throws(Refusal) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0a) {
            let line = rest[..<end]
            guard line.last == 0x0d, !line.dropLast().contains(0x0d) else {
                throw .malformed("a line ends without CR LF")
            }
            rest = rest[(end + 1)...]
            if line.count == 1 { break }
            lines.append(line.dropLast())
        }
        guard rest.isEmpty else { throw .malformed("it has an empty line") }
        return lines
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(Refusal) -> Field {
        guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex,
            line[..<colon].allSatisfy(isTokenByte)
        else { throw .malformed("a header field has no proper name") }
        let value = line[(colon + 1)...]
        guard value.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7f }) else {
            throw .malformed("a header field has a control character")
        }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let trimmed = value.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return Field(name: String(decoding: line[..<colon], as: UTF8.self), value: Array(trimmed))
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { (0x21...0x7e).contains(byte) }

    /// Of a token (RFC 9110, 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x5e, 0x5f, 0x60, 0x7c, 0x7e: true
        default: false
        }
    }
}
