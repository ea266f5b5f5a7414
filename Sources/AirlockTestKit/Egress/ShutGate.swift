public import AirlockCore
import Glibc
import Synchronization

/// A gate that holds the listener and lets nobody through.
public struct ShutGate: EgressGate {
    public init() {}

    public func serve(_ lease: EgressLease, on listener: Int32) async throws -> any EgressSession {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0, isListening == 1 else {
            close(listener)
            throw AirlockError(.unavailable, "not a listening socket")
        }
        return Session(listener: listener)
    }

    private final class Session: EgressSession {
        private let listener: Mutex<Int32?>

        init(listener: Int32) { self.listener = Mutex(listener) }

        func attempts() async -> [ConnectionAttempt] { [] }

        func close() async {
            let descriptor = listener.withLock { listener in
                defer { listener = nil }
                return listener
            }
            if let descriptor { _ = Glibc.close(descriptor) }
        }
    }
}
