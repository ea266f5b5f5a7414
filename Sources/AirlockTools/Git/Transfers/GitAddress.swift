import AirlockCore

/// A repository on another machine, reached by https and spelled in one way.
struct GitAddress: Sendable, Hashable, CustomStringConvertible {
    let host: String
    let port: Int
    /// Begins with `/`.
    let path: String

    /// A user's name before the host is dropped: who somebody is comes from the configuration.
    /// - Throws: `.invalidRequest` for another transport, a password, an address instead of a name, or what can't be read. The
    ///   message never holds what stands before the host.
    init(_ text: String) throws(AirlockError) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Self.invalid("the address is too long, or holds a space or a letter outside of ASCII")
        }
        guard text.lowercased().hasPrefix("https://") else {
            throw Self.invalid("only https addresses are reached, e.g. https://git.example.org/me/notes.git")
        }
        let rest = text.dropFirst("https://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = String(rest.dropFirst(authority.count))
        let parts = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 1 || !parts[0].contains(":") else {
            throw Self.invalid("an address must hold no password: name it under git.hosts in config.yaml")
        }
        let place = parts[parts.count - 1].split(separator: ":", omittingEmptySubsequences: false)
        guard let name = place.first.flatMap({ HostName($0) }), place.count <= 2 else {
            throw Self.invalid("it names no host; numbers are not accepted")
        }
        guard let port = place.count == 2 ? Int(place[1]) : 443, 1...65535 ~= port else {
            throw Self.invalid("it has no port from 1 to 65535")
        }
        let names = path.split(separator: "/")
        guard !names.isEmpty, !names.contains(".."), !path.utf8.contains(where: { "?#\\\"'<>".utf8.contains($0) })
        else {
            throw Self.invalid("it names no repository")
        }
        self.host = name.text
        self.port = port
        self.path = path
    }

    var description: String { "https://\(destination)\(path)" }

    /// How the configuration names its server.
    var destination: String { port == 443 ? host : "\(host):\(port)" }

    var effect: Effect { .connect(host: host, port: port) }

    var lease: EgressLease { get throws(AirlockError) { try EgressLease(["\(host):\(port)"]) } }

    private static func invalid(_ reason: String) -> AirlockError {
        AirlockError(.invalidRequest, "git_ops.params.remote: \(reason)")
    }
}
