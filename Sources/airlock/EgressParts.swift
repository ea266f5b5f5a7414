import AirlockCore
import AirlockNet
import NIOCore
import NIOPosix

/// The way out of the sandbox, and the threads that it runs on. It lets through what the lease of a run names.
struct EgressParts: Sendable {
    /// Of allowed commands and project builds; nil: they reach nothing.
    let lease: EgressLease?
    let proxy: EgressProxy
    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let attempts: AsyncStream<ConnectionAttempt>.Continuation
    private let writing: Task<Void, Never>

    /// Requests that may wait to be written into the audit log; more are left to the record of their run.
    private static let waitingAttempts = 10_000

    init(_ settings: SandboxSettings, audit: any AuditLog, world: World) throws {
        lease = try settings.lease
        let (stream, attempts) = AsyncStream<ConnectionAttempt>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.waitingAttempts))
        self.attempts = attempts
        writing = Task {
            for await attempt in stream { _ = try? await audit.append(Self.record(attempt, world)) }
        }
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        proxy = EgressProxy(
            group: group, resolver: SystemResolver(threads: threads),
            privateHosts: try EgressLease(settings.egressPrivate), limits: .standard
        ) { attempts.yield($0) }
    }

    private static func record(_ attempt: ConnectionAttempt, _ world: World) -> AuditRecord {
        let action: JSONValue = [
            "action": "egress", "params": ["host": .string(attempt.host), "port": .integer(Int64(attempt.port))],
            "decision": attempt.isAllowed ? "allow" : "deny", "reason": attempt.reason.map(JSONValue.string) ?? .null,
        ]
        return AuditRecord(timestamp: world.now(), requestID: world.newID("egress"), actions: [action])
    }

    /// When no run is left.
    func close() async {
        attempts.finish()
        await writing.value
        try? await threads.shutdownGracefully()
        try? await group.shutdownGracefully()
    }
}
