public import AirlockCore
import Glibc
public import NIOCore

/// The HTTP proxy through which a sandbox reaches what its lease names: CONNECT, and plain requests for `http://`.
///
/// It runs in the host's network; its clients sit in a network namespace that has nothing else. Everything they send is
/// taken to be hostile.
public struct EgressProxy: EgressGate {
    private let group: any EventLoopGroup
    private let resolver: any HostResolver
    private let privateHosts: EgressLease
    private let limits: EgressLimits
    private let lending: Lending?
    private let onAttempt: @Sendable (ConnectionAttempt) -> Void

    /// - Parameters:
    ///   - privateHosts: What may have a private address, e.g. a person's own mirror. It grants nothing that a lease doesn't.
    ///   - lending: Nil: nothing that a lease of a job lends is let through.
    ///   - onAttempt: Told of every request as it is decided, from any thread; must not block. It is told of as many as a
    ///     session may make requests, so that a program that is refused again and again can't fill a log.
    public init(
        group: any EventLoopGroup, resolver: any HostResolver, privateHosts: EgressLease, limits: EgressLimits,
        lending: Lending? = nil, onAttempt: @escaping @Sendable (ConnectionAttempt) -> Void
    ) {
        self.group = group
        self.resolver = resolver
        self.privateHosts = privateHosts
        self.limits = limits
        self.lending = lending
        self.onAttempt = onAttempt
    }

    public func serve(_ lease: EgressLease, on listener: Int32) async throws -> any EgressSession {
        guard Self.isListening(listener), fcntl(listener, F_SETFD, FD_CLOEXEC) == 0 else {
            close(listener)
            throw AirlockError(.unavailable, "the sandbox's proxy socket is not a listening TCP socket")
        }
        let dialer = OriginDialer(group: group, resolver: resolver, privateHosts: privateHosts, limits: limits)
        let parts = SessionParts(
            lease: lease, limits: limits, dialer: dialer,
            log: AttemptLog(mostTold: limits.requests, onAttempt: onAttempt), bytes: Allowance(limits.sessionBytes),
            requests: Allowance(limits.requests), meter: lending.map(LeaseMeter.init))
        do {
            return try await ProxySession(parts, group: group, socket: listener)
        } catch {
            throw AirlockError(.unavailable, "the sandbox's proxy could not be started", cause: error)
        }
    }

    private static func isListening(_ descriptor: Int32) -> Bool {
        option(SO_DOMAIN, of: descriptor).map { $0 == AF_INET || $0 == AF_INET6 } == true
            && option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
            && option(SO_ACCEPTCONN, of: descriptor) == 1
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
    }
}
