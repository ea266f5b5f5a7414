/// By what two addresses are known to name the same page.
enum ResultAddress {
    /// Parameters that say who followed a link, and nothing of the page.
    private static let trackers: Set<String> = [
        "gclid", "dclid", "fbclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid", "ref_src", "spm",
    ]

    /// Without scheme, `www.`, the scheme's own port, a fragment, a slash at the end and trackers; parameters in order of
    /// their names. Never shown or asked for.
    static func key(_ url: String) -> String {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return url }
        let scheme = url[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return url }
        let whole = url[url.index(colon, offsetBy: 3)...].prefix { $0 != "#" }
        let authority = whole.prefix { $0 != "/" && $0 != "?" }
        var host = authority.lowercased()
        let port = scheme == "https" ? ":443" : ":80"
        if host.hasSuffix(port) { host.removeLast(port.count) }
        if host.hasPrefix("www.") { host.removeFirst(4) }
        let tail = whole[authority.endIndex...]
        var path = tail.prefix { $0 != "?" }
        while path.hasSuffix("/") { path.removeLast() }
        let query = tail.dropFirst(tail.prefix { $0 != "?" }.count + 1).split(separator: "&").filter { item in
            let name = item.prefix { $0 != "=" }.lowercased()
            return !name.hasPrefix("utm_") && !trackers.contains(name)
        }
        return host + path + (query.isEmpty ? "" : "?" + query.sorted().joined(separator: "&"))
    }
}
