public import AirlockCore

/// An address of the web: `http` or `https`, a host's name, no user.
public struct WebAddress: Sendable, Hashable {
    /// Without its fragment.
    public let text: String
    /// `scheme://host:port` as written.
    public let origin: String
    public let host: String
    /// Path and query; at least `/`.
    public let path: String

    private static let maximumBytes = 4096

    /// `127.0.0.1` and `[::1]` are written `localhost`: the way out knows names only.
    /// - Throws: `.denied` for another scheme, `.invalidRequest` for what isn't an address of the web.
    public init(_ raw: String) throws(AirlockError) {
        let shown = raw.prefix(200).debugDescription
        let isPlain =
            raw.utf8.count <= Self.maximumBytes
            && raw.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f && $0 != "\\" }
        guard isPlain, let colon = raw.firstIndex(of: ":") else {
            throw AirlockError(
                .invalidRequest, "\(shown) is not an address of the web", hint: "e.g. https://example.org/")
        }
        let scheme = raw[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw AirlockError(.denied, "\(shown): only http and https are read")
        }
        let rest = raw[raw.index(after: colon)...]
        guard rest.hasPrefix("//") else {
            throw AirlockError(
                .invalidRequest, "\(shown) is not an address of the web", hint: "e.g. https://example.org/")
        }
        let whole = rest.dropFirst(2).prefix { $0 != "#" }
        let authority = whole.prefix { $0 != "/" && $0 != "?" }
        let (named, port) = Self.parts(authority)
        let host = named == "127.0.0.1" || named == "[::1]" ? "localhost" : named.lowercased()
        guard !authority.contains("@"), !host.isEmpty, port.allSatisfy(\.isNumber), port.utf8.count <= 5 else {
            throw AirlockError(.invalidRequest, "\(shown) names no host, or a user")
        }
        self.host = host
        origin = "\(scheme)://\(host)" + (port.isEmpty ? "" : ":\(port)")
        let tail = whole[authority.endIndex...]
        path = tail.hasPrefix("/") ? String(tail) : "/\(tail)"
        text = origin + path
    }

    private static func parts(_ authority: Substring) -> (host: String, port: String) {
        let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[bracket...].lastIndex(of: ":") else { return (String(authority), "") }
        return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
    }
}
