import AirlockCore
import Synchronization

/// What a session was asked for. Memory stays bounded however much is asked.
final class AttemptLog: Sendable {
    private struct Entries {
        var listed: [ConnectionAttempt] = []
        var total = 0
    }

    /// The most entries of ``all``, the one that counts the rest included.
    static let maximum = 1_000

    private let entries = Mutex(Entries())
    private let mostTold: Int
    private let onAttempt: @Sendable (ConnectionAttempt) -> Void

    /// - Parameter onAttempt: Told of the first `mostTold`; must not block.
    init(mostTold: Int, onAttempt: @escaping @Sendable (ConnectionAttempt) -> Void) {
        self.mostTold = mostTold
        self.onAttempt = onAttempt
    }

    func append(_ attempt: ConnectionAttempt) {
        let isTold = entries.withLock {
            $0.total += 1
            if $0.listed.count < Self.maximum { $0.listed.append(attempt) }
            return $0.total <= mostTold
        }
        if isTold { onAttempt(attempt) }
    }

    var all: [ConnectionAttempt] {
        entries.withLock {
            guard $0.total > Self.maximum else { return $0.listed }
            let rest = $0.total - Self.maximum + 1
            return $0.listed.dropLast() + [
                ConnectionAttempt(host: "", port: 0, isAllowed: false, reason: "\(rest) more requests, not listed")
            ]
        }
    }
}
