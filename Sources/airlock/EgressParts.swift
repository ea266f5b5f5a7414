import AirlockCore
import AirlockNet
import NIOCore
import NIOPosix

/// The way out of the sandbox, where one is configured, and the threads that it runs on.
struct EgressParts: Sendable {
    let lease: EgressLease
    let proxy: EgressProxy
    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let attempts: AttemptRecord

    /// Nil without `sandbox.egress`.
    init?(_ settings: SandboxSettings, audit: any AuditLog, world: World) throws {
        guard let lease = try settings.lease else { return nil }
        self.lease = lease
        let attempts = AttemptRecord("egress", audit: audit, world: world)
        self.attempts = attempts
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        proxy = EgressProxy(
            group: group, resolver: SystemResolver(threads: threads),
            privateHosts: try EgressLease(settings.egressPrivate), limits: .standard
        ) { attempts.add($0) }
    }

    /// When no run is left.
    func close() async {
        await attempts.close()
        try? await threads.shutdownGracefully()
        try? await group.shutdownGracefully()
    }
}
