import NIOCore

/// Where an IP address lies. What isn't known to be public isn't.
enum AddressReach: Hashable {
    case `public`
    /// This machine or a network that somebody runs for themselves: loopback, RFC 1918, RFC 6598, RFC 4193.
    case `private`
    /// What no program of a run has a reason to talk to, whoever allows it: link-local with the clouds' metadata, multicast,
    /// unspecified, broadcast, documentation, benchmarks, tunnels.
    case never

    /// - Parameter bytes: In network order; 4 or 16.
    init(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4: self = Self.ofVersion4(bytes)
        case 16: self = Self.ofVersion6(bytes)
        default: self = .never
        }
    }

    /// - Parameter own: The addresses of this machine, in text; none of them is public to us.
    init(_ address: SocketAddress, own: Set<String>) {
        let reach = AddressReach(address)
        self = reach == .public && own.contains(address.ipAddress ?? "") ? .private : reach
    }

    init(_ address: SocketAddress) {
        // Where the kernel's structures hold it: after family and port, and in version 6 the flow label.
        switch address {
        case .v4(let ip): self.init(withUnsafeBytes(of: ip.address) { Array($0[4..<8]) })
        case .v6(let ip): self.init(withUnsafeBytes(of: ip.address) { Array($0[8..<24]) })
        case .unixDomainSocket: self = .never
        }
    }

    /// The blocks of IANA's IPv4 special-purpose registry (RFC 6890), and 168.63.129.16, at which Azure answers its guests
    /// as others do at 169.254.169.254.
    private static func ofVersion4(_ bytes: [UInt8]) -> AddressReach {
        let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        func lies(in first: UInt32, _ bits: UInt32) -> Bool { (address ^ first) >> (32 - bits) == 0 }
        if lies(in: 0x0a00_0000, 8) || lies(in: 0x6440_0000, 10) || lies(in: 0x7f00_0000, 8)
            || lies(in: 0xac10_0000, 12) || lies(in: 0xc0a8_0000, 16)
        {
            // Alibaba's and Tailscale's own services hide in RFC 6598; the former is the metadata server.
            return address == 0x6464_64c8 ? .never : .private
        }
        let never: [(UInt32, UInt32)] = [
            (0x0000_0000, 8), (0xa9fe_0000, 16), (0xc000_0000, 24), (0xc000_0200, 24), (0xc058_6300, 24),
            (0xc612_0000, 15), (0xc633_6400, 24), (0xcb00_7100, 24), (0xe000_0000, 4), (0xf000_0000, 4),
            (0xa83f_8110, 32),
        ]
        return never.contains { lies(in: $0, $1) } ? .never : .public
    }

    /// Global unicast (2000::/3) without its special blocks. An address that a translator or relay turns into an IPv4 address
    /// (RFC 6052 NAT64, RFC 3056 6to4) is as public as that one; the mapped ones (RFC 4291) mean this machine's own stack
    /// and stand in no honest name server.
    private static func ofVersion6(_ bytes: [UInt8]) -> AddressReach {
        func begins(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
        let zeros = [UInt8](repeating: 0, count: 10)
        if begins(zeros + [0, 0, 0, 0, 0]) && bytes[15] == 1 { return .private }
        if begins([0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) { return onlyPublic(Array(bytes[12...])) }
        if begins([0x20, 0x02]) { return onlyPublic(Array(bytes[2..<6])) }
        if bytes[0] & 0xfe == 0xfc { return begins([0xfd, 0x00, 0x0e, 0xc2]) ? .never : .private }
        let isProtocolBlock = begins([0x20, 0x01]) && bytes[2] < 0x02
        let isDocumentation = begins([0x20, 0x01, 0x0d, 0xb8]) || begins([0x3f, 0xff]) && bytes[2] < 0x10
        return bytes[0] >> 5 == 1 && !isProtocolBlock && !isDocumentation ? .public : .never
    }

    private static func onlyPublic(_ embedded: [UInt8]) -> AddressReach {
        ofVersion4(embedded) == .public ? .public : .never
    }
}
