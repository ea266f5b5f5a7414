import Synchronization

/// Gathers words from any thread.
final class Seen: Sendable {
    private let stored = Mutex<Set<String>>([])

    var words: Set<String> { stored.withLock { $0 } }

    func add(_ word: String) { stored.withLock { _ = $0.insert(word) } }
}
