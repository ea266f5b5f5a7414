import AirlockCore
import Synchronization

/// What a proxy told its caller of.
final class Recorded: Sendable {
    private let attempts = Mutex<[ConnectionAttempt]>([])

    var all: [ConnectionAttempt] { attempts.withLock { $0 } }

    func append(_ attempt: ConnectionAttempt) { attempts.withLock { $0.append(attempt) } }
}
