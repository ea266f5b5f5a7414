/// Where the programs of one run may connect to: an allow-list of hosts and ports, nothing by default.
public struct EgressLease: Sendable, Hashable, Codable {
    public struct Destination: Sendable, Hashable, Codable {
        /// Lower-case name without a final dot; `*.example.org` for any name below one, not for itself. Never an address.
        public let host: String
        public let port: Int
    }

    public let destinations: [Destination]

    /// - Parameter entries: `host:port` each, e.g. `registry.npmjs.org:443`.
    /// - Throws: `.invalidRequest` that names the entry.
    public init(_ entries: [String]) throws(AirlockError) {
        var destinations: [Destination] = []
        for entry in entries {
            guard let destination = Destination(entry) else {
                throw AirlockError(
                    .invalidRequest, "\(entry.prefix(100).debugDescription) is not host:port",
                    hint: "e.g. registry.npmjs.org:443 or *.example.org:443; addresses are not accepted")
            }
            destinations.append(destination)
        }
        self.destinations = destinations
    }

    public func allows(host: String, port: Int) -> Bool {
        let name = Self.normal(host)
        return destinations.contains { $0.port == port && $0.matches(name) }
    }

    /// Lower case, without a final dot.
    static func normal(_ host: String) -> String {
        let lower = host.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }
}

extension EgressLease.Destination {
    init?(_ entry: String) {
        guard let colon = entry.lastIndex(of: ":"), let port = Int(entry[entry.index(after: colon)...]),
            (1...65535).contains(port)
        else { return nil }
        let host = EgressLease.normal(String(entry[..<colon]))
        let name = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        // The letters, digits and hyphens of host names (RFC 1123, 2.1), 253 in all; a last label of digits alone would
        // be an IPv4 address.
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d }
                && label.first != "-" && label.last != "-"
        }
        let last = labels.last ?? ""
        guard isName, name.utf8.count <= 253, last.contains(where: \.isLetter) else { return nil }
        self.host = host
        self.port = port
    }

    fileprivate func matches(_ name: String) -> Bool {
        host.hasPrefix("*.") ? name.hasSuffix(host.dropFirst(1)) && name.utf8.count >= host.utf8.count : name == host
    }
}

/// One connection that a program in the sandbox asked for.
public struct ConnectionAttempt: Sendable, Hashable, Codable {
    public let host: String
    public let port: Int
    public let isAllowed: Bool
    /// Why it was refused or failed; nil if it was made.
    public let reason: String?

    public init(host: String, port: Int, isAllowed: Bool, reason: String?) {
        self.host = host
        self.port = port
        self.isAllowed = isAllowed
        self.reason = reason
    }
}

/// The only way out of a sandbox: an HTTP proxy outside of it, which lets through what a lease names and nothing else.
public protocol EgressGate: Sendable {
    /// Serves clients of a listening TCP socket that was made inside the sandbox's own network namespace.
    /// - Parameter listener: An open descriptor in listening state; the session owns and closes it, also if this throws.
    /// - Throws: `.unavailable`.
    func serve(_ lease: EgressLease, on listener: Int32) async throws -> any EgressSession
}

/// A gate that is open for one run.
public protocol EgressSession: Sendable {
    /// Every request so far, in order, at most 1,000; more are counted by the last entry's reason.
    func attempts() async -> [ConnectionAttempt]
    /// Ends all connections and closes the listener. Idempotent.
    func close() async
}
