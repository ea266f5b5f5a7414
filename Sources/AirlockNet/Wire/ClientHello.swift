/// What a client says first in TLS (RFC 8446, 4.1.2), as far as it names a server (RFC 6066, 3).
enum ClientHello: Hashable {
    case needsMore
    /// The first bytes are no TLS handshake.
    case isNone
    /// TLS that we can't follow; whoever can might see another name.
    case malformed
    /// - Parameter serverName: nil if it names none.
    case hello(serverName: String?)

    /// Of all handshake records that it may be cut into.
    static let maximumBytes = 64 << 10

    /// - Parameter bytes: The client's first bytes, as many as there are yet.
    init(_ bytes: [UInt8]) {
        guard let first = bytes.first else {
            self = .needsMore
            return
        }
        guard first == 0x16, bytes.count < 2 || bytes[1] == 0x03 else {
            self = .isNone
            return
        }
        var records = ByteCursor(bytes[...])
        var message: [UInt8] = []
        while true {
            if let whole = Self.message(in: message) {
                self = whole
                return
            }
            guard !records.isAtEnd else { break }
            guard records.number(bytes: 1) == 0x16 else {
                self = .malformed
                return
            }
            guard records.bytes(2) != nil, let fragment = records.field(lengthBytes: 2) else { break }
            guard (1...16384).contains(fragment.count) else {
                self = .malformed
                return
            }
            message += fragment
        }
        self = bytes.count <= Self.maximumBytes ? .needsMore : .malformed
    }

    /// - Returns: nil as long as the message isn't whole.
    private static func message(in bytes: [UInt8]) -> ClientHello? {
        guard let type = bytes.first else { return nil }
        var cursor = ByteCursor(bytes.dropFirst())
        guard type == 1 else { return .malformed }
        guard let length = cursor.number(bytes: 3) else { return nil }
        guard length <= maximumBytes else { return .malformed }
        guard let body = cursor.bytes(length) else { return nil }
        return serverName(in: body) ?? .malformed
    }

    /// - Returns: nil if it isn't a well-formed hello.
    private static func serverName(in body: ArraySlice<UInt8>) -> ClientHello? {
        var cursor = ByteCursor(body)
        guard cursor.bytes(2 + 32) != nil, cursor.field(lengthBytes: 1) != nil, cursor.field(lengthBytes: 2) != nil,
            cursor.field(lengthBytes: 1) != nil
        else { return nil }
        if cursor.isAtEnd { return .hello(serverName: nil) }
        guard let list = cursor.field(lengthBytes: 2), cursor.isAtEnd else { return nil }
        var extensions = ByteCursor(list)
        var name: String?
        while !extensions.isAtEnd {
            guard let type = extensions.number(bytes: 2), let content = extensions.field(lengthBytes: 2) else {
                return nil
            }
            guard type == 0 else { continue }
            guard name == nil, let found = hostName(in: content) else { return nil }
            name = found
        }
        return .hello(serverName: name)
    }

    /// The one name of the list.
    private static func hostName(in content: ArraySlice<UInt8>) -> String? {
        var outer = ByteCursor(content)
        guard let list = outer.field(lengthBytes: 2), outer.isAtEnd else { return nil }
        var names = ByteCursor(list)
        guard names.number(bytes: 1) == 0, let name = names.field(lengthBytes: 2), names.isAtEnd else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}
