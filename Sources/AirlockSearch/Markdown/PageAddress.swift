/// A page's address, by which the links on it are made whole (RFC 3986, 5.2, as far as pages need it).
struct PageAddress: Sendable, Hashable {
    private static let longest = 2048

    /// `https`, without the colon.
    private let scheme: String
    /// `scheme://host:port`.
    private let origin: String
    /// Up to the last slash, with it.
    private let folder: String
    /// Without query.
    private let path: String

    /// Nil for what isn't an address of the web.
    init?(_ url: String) {
        guard let colon = url.firstIndex(of: ":") else { return nil }
        scheme = url[..<colon].lowercased()
        let rest = url[url.index(after: colon)...]
        guard scheme == "http" || scheme == "https", rest.hasPrefix("//") else { return nil }
        let host = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        guard !host.isEmpty else { return nil }
        origin = "\(scheme)://\(host)"
        let path = rest[host.endIndex...].prefix { $0 != "?" && $0 != "#" }
        let whole = path.isEmpty ? "/" : String(path)
        self.path = whole
        folder = whole.lastIndex(of: "/").map { String(whole[...$0]) } ?? "/"
    }

    /// - Returns: Nil for another scheme than http and https, a place in the same page, and what can't be an address.
    func resolve(_ raw: String) -> String? {
        let reference = String(raw.unicodeScalars.filter { $0.value > 0x20 || $0 == " " }).trimmedSpace
        guard !reference.isEmpty, !reference.hasPrefix("#"), reference.utf8.count <= Self.longest else { return nil }
        let lower = reference.lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return Self.escaped(reference) }
        if reference.hasPrefix("//") { return Self.escaped("\(scheme):\(reference)") }
        if let colon = reference.firstIndex(of: ":"), !reference[..<colon].contains(where: { "/?#".contains($0) }) {
            return nil
        }
        if reference.hasPrefix("/") { return Self.escaped(origin + Self.withoutDots(reference)) }
        if reference.hasPrefix("?") { return Self.escaped(origin + path + reference) }
        return Self.escaped(origin + Self.withoutDots(folder + reference))
    }

    private static func withoutDots(_ reference: String) -> String {
        let path = reference.prefix { $0 != "?" && $0 != "#" }
        var segments: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (number, part) in parts.enumerated() {
            if part == "." || part == ".." {
                if part == ".." { _ = segments.popLast() }
                if number == parts.count - 1 { segments.append("") }
            } else {
                segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/") + reference[path.endIndex...]
    }

    /// Characters that would end a Markdown link, percent-encoded (RFC 3986, 2.1).
    private static func escaped(_ url: String) -> String {
        url.unicodeScalars.map { scalar in
            switch scalar {
            case " ": "%20"
            case "(": "%28"
            case ")": "%29"
            case "<": "%3C"
            case ">": "%3E"
            case "\\": "%5C"
            default: String(scalar)
            }
        }.joined()
    }
}
