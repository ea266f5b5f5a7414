import NIOCore
import Synchronization

/// Every connection of a session, also one that is still being made or waits to be served, so that all can be ended.
final class OpenChannels: Sendable {
    private struct State {
        var isClosed = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())

    /// Closes it at once if the session has ended.
    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        let isLate = state.withLock {
            if !$0.isClosed { $0.channels[key] = channel }
            return $0.isClosed
        }
        if isLate {
            channel.close(promise: nil)
        } else {
            channel.closeFuture.whenComplete { [weak self] _ in
                self?.state.withLock { $0.channels[key] = nil }
            }
        }
    }

    /// Returns when all are closed.
    func closeAll() async {
        let channels = state.withLock {
            $0.isClosed = true
            return Array($0.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}
