import AirlockCore
import AirlockNet
import NIOCore
import NIOPosix

/// The way out of the sandbox, for what is configured and what is lent, and the threads that it runs on.
struct EgressParts: Sendable {
    /// Nil without `sandbox.egress`.
    let lease: EgressLease?
    let proxy: EgressProxy
    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let attempts: AttemptRecord

    init(_ settings: SandboxSettings, leases: any LeaseBook, audit: any AuditLog, world: World) throws {
        lease = try settings.lease
        let attempts = AttemptRecord("egress", audit: audit, world: world)
        self.attempts = attempts
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        proxy = EgressProxy(
            group: group, resolver: SystemResolver(threads: threads),
            privateHosts: try EgressLease(settings.egressPrivate), limits: .standard,
            lending: Lending(book: leases, now: world.now)
        ) { attempts.add($0) }
    }

    /// When no run is left.
    func close() async {
        await attempts.close()
        try? await threads.shutdownGracefully()
        try? await group.shutdownGracefully()
    }
}
