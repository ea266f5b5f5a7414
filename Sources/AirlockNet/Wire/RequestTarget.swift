import AirlockCore

/// The host and port that a request names, and for a plain request what it asks of them.
struct RequestTarget: Hashable {
    let host: HostName
    let port: Int
    /// Path and query, as written, in origin form; nil for a tunnel.
    let path: String?

    /// As the origin is told it: without the port that is understood.
    var hostField: String { port == 80 ? host.text : "\(host):\(port)" }

    /// - Parameter text: `host:port`, of a CONNECT.
    init(tunnel text: String) throws(Refusal) {
        (host, port) = try Self.authority(text[...], defaultPort: nil)
        path = nil
    }

    /// - Parameter text: `http://host:port/path?query`.
    init(absolute text: String) throws(Refusal) {
        let scheme = "http://"
        guard text.lowercased().hasPrefix(scheme) else {
            throw Refusal(
                .badRequest, "this is a proxy, which takes CONNECT host:port and requests for http://host/path",
                hint: "Set http_proxy and https_proxy to this address; https goes through CONNECT.")
        }
        let rest = text.dropFirst(scheme.count)
        guard !rest.contains("#"), !rest.contains("\\") else {
            throw .malformed("the target has a character that targets don't have")
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        (host, port) = try Self.authority(rest[..<end], defaultPort: 80)
        path = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
    }

    private static func authority(_ text: Substring, defaultPort: Int?) throws(Refusal) -> (HostName, Int) {
        guard !text.contains("@") else { throw .malformed("the target has a user's name") }
        if text.hasPrefix("[") {
            throw Refusal.address.about(String(text.prefix { $0 != "]" }.dropFirst()), 0)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, parts.count <= 2 else { throw Refusal.address.about(String(text), 0) }
        guard let port = parts.count == 2 ? Self.port(parts[1]) : defaultPort else {
            throw Refusal.malformed("the target has no port from 1 to 65535").about(String(name), 0)
        }
        if let host = HostName(name) { return (host, port) }
        // What an address could be in some spelling: its last label begins with a digit.
        let labels = name.split(separator: ".")
        let isAddress = labels.last?.first?.isNumber ?? false
        throw (isAddress ? Refusal.address : .malformed("the target is not a host's name")).about(String(name), port)
    }

    private static func port(_ digits: Substring) -> Int? {
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), (1...65535).contains(port)
        else { return nil }
        return port
    }
}
