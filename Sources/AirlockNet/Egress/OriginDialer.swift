import AirlockCore
import NIOCore
import NIOPosix

/// Turns a host and port that the lease allows into a connection.
///
/// A name is resolved once for a request, all its addresses are checked, and exactly those are connected to: a name server
/// that answers otherwise the second time isn't asked a second time.
struct OriginDialer: Sendable {
    let group: any EventLoopGroup
    let resolver: any HostResolver
    /// Hosts and ports that may have a private address.
    let privateHosts: EgressLease
    let limits: EgressLimits

    /// The most addresses of one name that are tried.
    private static let maximumAddresses = 4

    /// - Throws: ``Refusal`` if the name has no address, or one that it may not have.
    func checkedAddresses(of host: HostName, port: Int) async throws -> [SocketAddress] {
        let found: [SocketAddress]?
        do {
            found = try await withDeadline(limits.resolveTime) { [resolver] in
                try await resolver.addresses(of: host, port: port)
            }
        } catch is AirlockError {
            throw Refusal(.badGateway, "\(host) has no address").about(host.text, port)
        }
        guard let addresses = found, !addresses.isEmpty else {
            throw Refusal(.gatewayTooSlow, "the address of \(host) was not found in time").about(host.text, port)
        }
        let own = Self.ownAddresses()
        let reaches = addresses.map { AddressReach($0, own: own) }
        let mayBePrivate = privateHosts.allows(host, port: port)
        guard reaches.allSatisfy({ $0 == .public || ($0 == .private && mayBePrivate) }) else {
            throw Refusal.notPublic(host, port, canBeAllowed: !reaches.contains(.never))
        }
        return Array(addresses.prefix(Self.maximumAddresses))
    }

    /// - Throws: ``Refusal`` if none of the addresses answers.
    func connect(to addresses: [SocketAddress], of host: HostName, channels: OpenChannels) async throws -> BytePipe {
        let clock = ContinuousClock()
        let end = clock.now + limits.connectTime
        for (index, address) in addresses.enumerated() {
            // One that doesn't answer leaves time for the others.
            let time = (end - clock.now) / (addresses.count - index)
            try Task.checkCancellation()
            if let origin = try? await connect(to: address, within: time, channels) { return origin }
        }
        throw Refusal(
            end > clock.now ? .badGateway : .gatewayTooSlow, "no connection to \(host) could be made"
        ).about(host.text, addresses.first?.port ?? 0)
    }

    private func connect(
        to address: SocketAddress, within time: Duration, _ channels: OpenChannels
    ) async throws -> BytePipe {
        try await ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(max(time, .milliseconds(1))))
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(to: address) { channel in
                channels.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.closeWhenIdle(for: limits.idleTime)
                    return try BytePipe(channel)
                }
            }
    }

    /// Of this machine: what listens on all of them would otherwise be reached by its public one.
    private static func ownAddresses() -> Set<String> {
        let devices = (try? System.enumerateDevices()) ?? []
        return Set(devices.compactMap { $0.address?.ipAddress })
    }
}
