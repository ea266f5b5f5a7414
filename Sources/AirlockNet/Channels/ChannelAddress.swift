/// Where cards may be sent.
enum ChannelAddress {
    /// `https`, or `http` to this machine only: a card may hold anything that a job reads.
    static func isAcceptable(_ url: String) -> Bool {
        guard url.utf8.count <= 2048, url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return false }
        if url.hasPrefix("https://") { return url.utf8.count > "https://".utf8.count }
        return ["127.0.0.1", "localhost", "[::1]"].contains { host in
            ["/", ":"].contains { url.hasPrefix("http://\(host)\($0)") } || url == "http://\(host)"
        }
    }
}
