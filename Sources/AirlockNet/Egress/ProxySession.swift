import AirlockCore
import NIOCore
import NIOPosix
import Synchronization

/// The proxy of one run.
final class ProxySession: EgressSession {
    private let parts: SessionParts
    private let listener: NIOAsyncChannel<BytePipe, Never>
    private let serving = Mutex<Task<Void, Never>?>(nil)

    /// - Parameter socket: Checked to be a listening one. It is closed if this throws.
    init(_ parts: SessionParts, group: any EventLoopGroup, socket: CInt) async throws {
        self.parts = parts
        let idle = parts.limits.idleTime
        listener = try await ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(socket, serverBackPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)) { channel in
                parts.channels.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.closeWhenIdle(for: idle)
                    return try BytePipe(channel)
                }
            }
        parts.channels.add(listener.channel)
        serving.withLock { $0 = Task { [parts, listener] in await Self.serve(listener, parts) } }
    }

    func attempts() async -> [ConnectionAttempt] { parts.log.all }

    func close() async {
        let task = serving.withLock { $0 }
        task?.cancel()
        await parts.channels.closeAll()
        await task?.value
    }

    private static func serve(_ listener: NIOAsyncChannel<BytePipe, Never>, _ parts: SessionParts) async {
        try? await listener.executeThenClose { clients in
            await withTaskGroup(of: Void.self) { group in
                var running = 0
                do {
                    for try await client in clients {
                        // The others wait where they are: in the kernel's queue.
                        if running >= parts.limits.connections {
                            await group.next()
                            running -= 1
                        }
                        group.addTask { await ClientConnection(parts).serve(client) }
                        running += 1
                    }
                } catch {
                    // The listener broke; those who are being served go on.
                }
            }
        }
    }
}

/// What the connections of one session share.
struct SessionParts: Sendable {
    let lease: EgressLease
    let limits: EgressLimits
    let dialer: OriginDialer
    let log: AttemptLog
    let channels = OpenChannels()
    let bytes: Allowance
    let requests: Allowance
    /// Nil: nothing is lent.
    let meter: LeaseMeter?
}
