import Synchronization

/// The port that the server listens on, known once it does; before that, the one that was asked for.
final class BoundPort: Sendable {
    private let port: Mutex<Int>

    init(_ asked: Int) { port = Mutex(asked) }

    var value: Int { port.withLock { $0 } }

    func settle(on port: Int) { self.port.withLock { $0 = port } }
}
