import AirlockCore
import AirlockNet
import NIOCore
import NIOPosix

/// A proxy, the threads that it runs on, and the record of what was asked of it.
struct ProxyParts: Sendable {
    let proxy: EgressProxy
    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let attempts: AttemptRecord

    /// - Parameters:
    ///   - action: As the audit log calls an attempt.
    ///   - privateHosts: What may have a private address.
    ///   - lending: Nil: nothing is lent.
    init(
        recordedAs action: String, privateHosts: EgressLease, limits: EgressLimits = .standard,
        lending: Lending? = nil, audit: any AuditLog, world: World
    ) {
        let attempts = AttemptRecord(action, audit: audit, world: world)
        self.attempts = attempts
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        proxy = EgressProxy(
            group: group, resolver: SystemResolver(threads: threads), privateHosts: privateHosts, limits: limits,
            lending: lending
        ) { attempts.add($0) }
    }

    /// When nobody uses it any more.
    func close() async {
        await attempts.close()
        try? await threads.shutdownGracefully()
        try? await group.shutdownGracefully()
    }
}
