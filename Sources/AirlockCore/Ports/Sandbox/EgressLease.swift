/// Where the programs of one run may connect to: an allow-list of hosts and ports, nothing by default.
///
/// Whatever it names, a host whose address isn't public stays out of reach, unless the gate was told otherwise.
public struct EgressLease: Sendable, Hashable, Codable {
    public struct Destination: Sendable, Hashable {
        /// A ``HostName``'s text; `*.example.org` for any name below one, not for itself. Never an address.
        public let host: String
        public let port: Int
    }

    /// What a ``Lease`` of a job lends; it may end or be used up while a run goes on.
    public struct Loan: Sendable, Hashable, Codable {
        public let lease: Lease.ID
        public let destinations: [Destination]
    }

    public let destinations: [Destination]
    public let loans: [Loan]
    /// Every host's ports 80 and 443 besides: what a browser needs to follow links.
    public let isOpenWeb: Bool

    /// The most entries of one lease.
    public static let maximumEntries = 256

    public static let openWeb = EgressLease(destinations: [], loans: [], isOpenWeb: true)

    /// The open web, and these besides: servers at other ports.
    public static func openWeb(and entries: [String]) throws(AirlockError) -> EgressLease {
        EgressLease(destinations: try EgressLease(entries).destinations, loans: [], isOpenWeb: true)
    }

    /// - Parameter entries: `host:port` each, e.g. `registry.npmjs.org:443`; at most ``maximumEntries``.
    /// - Throws: `.invalidRequest` that names the entry.
    public init(_ entries: [String]) throws(AirlockError) {
        guard entries.count <= Self.maximumEntries else {
            throw AirlockError(
                .invalidRequest, "\(entries.count) hosts are too many for a lease; \(Self.maximumEntries) is the most")
        }
        var destinations: [Destination] = []
        for entry in entries {
            guard let destination = Destination(entry) else {
                throw AirlockError(
                    .invalidRequest, "\(entry.prefix(100).debugDescription) is not host:port",
                    hint: "e.g. registry.npmjs.org:443 or *.example.org:443; addresses are not accepted")
            }
            destinations.append(destination)
        }
        self.init(destinations: destinations, loans: [], isOpenWeb: false)
    }

    /// - Parameter leases: Of hosts, each checked when it was given.
    /// - Returns: What is configured and what is lent; nil if that is nothing.
    public static func joining(_ configured: EgressLease?, and leases: [Lease]) throws(AirlockError) -> EgressLease? {
        guard configured != nil || !leases.isEmpty else { return nil }
        var loans: [Loan] = []
        for lease in leases {
            loans.append(Loan(lease: lease.id, destinations: try EgressLease(lease.hosts).destinations))
        }
        return EgressLease(
            destinations: configured?.destinations ?? [], loans: loans, isOpenWeb: configured?.isOpenWeb ?? false)
    }

    private init(destinations: [Destination], loans: [Loan], isOpenWeb: Bool) {
        self.destinations = destinations
        self.loans = loans
        self.isOpenWeb = isOpenWeb
    }

    /// Without what is lent.
    public func allows(host: String, port: Int) -> Bool {
        guard let name = HostName(host) else { return false }
        return allows(name, port: port)
    }

    public func allows(_ host: HostName, port: Int) -> Bool {
        (isOpenWeb && (port == 80 || port == 443))
            || destinations.contains { $0.matches(host, port) }
    }

    /// Leases that may let it through, if they are still good.
    public func loans(for host: HostName, port: Int) -> [Lease.ID] {
        loans.filter { $0.destinations.contains { $0.matches(host, port) } }.map(\.lease)
    }
}

extension EgressLease.Destination {
    /// - Parameter entry: `host:port`; below `*.` at least two labels, so that nobody leases all of `.com` in passing.
    init?(_ entry: String) {
        guard let colon = entry.lastIndex(of: ":"), let port = Self.port(entry[entry.index(after: colon)...]) else {
            return nil
        }
        let host = entry[..<colon]
        let isWildcard = host.hasPrefix("*.")
        guard let name = HostName(isWildcard ? host.dropFirst(2) : host), !isWildcard || name.text.contains(".") else {
            return nil
        }
        self.host = isWildcard ? "*.\(name)" : name.text
        self.port = port
    }

    private static func port(_ digits: Substring) -> Int? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65535).contains(port)
        else { return nil }
        return port
    }

    fileprivate func matches(_ name: HostName, _ port: Int) -> Bool {
        guard port == self.port else { return false }
        guard host.hasPrefix("*.") else { return name.text == host }
        return name.text.hasSuffix(host.dropFirst(1)) && name.text.utf8.count >= host.utf8.count
    }
}

/// As `host:port`, checked again when it is read: a lease in a file is no more trusted than one that was typed.
extension EgressLease.Destination: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let entry = try container.decode(String.self)
        guard let destination = Self(entry) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not host:port")
        }
        self = destination
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(host):\(port)")
    }
}
