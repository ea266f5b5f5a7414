import AirlockCore

/// A repository on another machine, reached by https or ssh and spelled in one way.
struct GitAddress: Sendable, Hashable, CustomStringConvertible {
    enum Transport: String, Sendable {
        case https, ssh

        var port: Int {
            switch self {
            case .https: 443
            case .ssh: 22
            }
        }
    }

    let transport: Transport
    let host: String
    let port: Int
    /// Begins with `/`, but for a path that begins in the home folder at an ssh server.
    let path: String

    /// A user's name before the host is dropped: who somebody is comes from the configuration.
    /// - Throws: `.invalidRequest` for another transport, a password, an address instead of a name, or what can't be read. The
    ///   message never holds what stands before the host.
    init(_ text: String) throws(AirlockError) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Self.invalid("the address is too long, or holds a space or a letter outside of ASCII")
        }
        guard let (transport, authority, path) = Self.parts(of: text) else {
            throw Self.invalid(
                "only https and ssh addresses are reached, e.g. https://git.example.org/me/notes.git or"
                    + " git@git.example.org:me/notes.git")
        }
        let parts = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 1 || !parts[0].contains(":") else {
            throw Self.invalid("an address must hold no password: name it under git.hosts in config.yaml")
        }
        let place = parts[parts.count - 1].split(separator: ":", omittingEmptySubsequences: false)
        guard let name = place.first.flatMap({ HostName($0) }), place.count <= 2 else {
            throw Self.invalid("it names no host; numbers are not accepted")
        }
        guard let port = place.count == 2 ? Int(place[1]) : transport.port, 1...65535 ~= port else {
            throw Self.invalid("it has no port from 1 to 65535")
        }
        let names = path.split(separator: "/")
        guard !names.isEmpty, !names.contains(".."), !path.hasPrefix("-"),
            !path.utf8.contains(where: { "?#\\\"'<>`$".utf8.contains($0) })
        else {
            throw Self.invalid("it names no repository")
        }
        self.transport = transport
        self.host = name.text
        self.port = port
        self.path = String(path)
    }

    /// Transport, what names user, host and port, and the path; nil for any other form (`git help clone`, GIT URLS).
    private static func parts(of text: String) -> (Transport, Substring, Substring)? {
        let lowered = text.lowercased()
        for transport in [Transport.https, .ssh] {
            let scheme = "\(transport.rawValue)://"
            guard lowered.hasPrefix(scheme) else { continue }
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" }
            return (transport, authority, rest[authority.endIndex...])
        }
        // user@host:path
        guard !text.contains("://"), !text.contains("::"), let colon = text.firstIndex(of: ":"),
            text[..<colon].contains("@")
        else { return nil }
        return (.ssh, text[..<colon], text[text.index(after: colon)...])
    }

    var description: String {
        path.hasPrefix("/") ? "\(transport.rawValue)://\(destination)\(path)" : "git@\(host):\(path)"
    }

    /// How the configuration names its server.
    var destination: String { port == transport.port ? host : "\(host):\(port)" }

    var effect: Effect { .connect(host: host, port: port) }

    var lease: EgressLease { get throws(AirlockError) { try EgressLease(["\(host):\(port)"]) } }

    private static func invalid(_ reason: String) -> AirlockError {
        AirlockError(.invalidRequest, "git_ops.params.remote: \(reason)")
    }
}
