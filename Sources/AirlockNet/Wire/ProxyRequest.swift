import AirlockCore

/// A request that a client made of the proxy, judged by its form alone.
struct ProxyRequest: Hashable {
    enum Kind: Hashable {
        case tunnel
        /// - Parameter head: As the origin gets it.
        case plain(head: [UInt8], BodyFraming)
    }

    let target: RequestTarget
    let kind: Kind
    /// Whether it asks for something and no more, as far as a proxy can see (RFC 9110, 9.2.1).
    let isReading: Bool

    init(_ head: RequestHead) throws(Refusal) {
        let framing = try BodyFraming(head)
        isReading = ["CONNECT", "GET", "HEAD"].contains(head.method) && framing == .empty
        if head.method == "CONNECT" {
            target = try RequestTarget(tunnel: head.target)
            guard framing == .empty else {
                throw .malformed("a CONNECT has no body").about(target.host.text, target.port)
            }
            kind = .tunnel
        } else {
            guard RequestHead.methods.contains(head.method) else {
                throw Refusal(.notAllowed, "the proxy doesn't carry this method")
            }
            target = try RequestTarget(absolute: head.target)
            kind = .plain(head: Self.forwarded(head, to: target, framing), framing)
        }
    }

    /// About the connection between client and proxy (RFC 9110, 7.6.1), or written anew.
    private static let notForwarded: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade",
        "proxy-connection", "proxy-authorization", "proxy-authenticate", "http2-settings",
    ]

    private static func forwarded(_ head: RequestHead, to target: RequestTarget, _ framing: BodyFraming) -> [UInt8] {
        let named = head.values("connection").flatMap { $0.split(separator: 0x2c) }.map {
            String(decoding: $0, as: UTF8.self).filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        let dropped = notForwarded.union(named)
        var text = Array("\(head.method) \(target.path ?? "/") HTTP/\(head.isVersion11 ? "1.1" : "1.0")\r\n".utf8)
        text += Array("Host: \(target.hostField)\r\n".utf8)
        for field in head.fields where !dropped.contains(field.name.lowercased()) {
            text += Array("\(field.name): ".utf8) + field.value + [0x0d, 0x0a]
        }
        switch framing {
        case .empty: break
        case .length(let count): text += Array("Content-Length: \(count)\r\n".utf8)
        case .chunked: text += Array("Transfer-Encoding: chunked\r\n".utf8)
        }
        return text + Array("Connection: close\r\n\r\n".utf8)
    }
}
