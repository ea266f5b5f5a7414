import Synchronization

/// The first signal that came.
final class Caught: Sendable {
    private let first = Mutex<Int32?>(nil)

    var number: Int32? { first.withLock { $0 } }

    func set(_ number: Int32) { first.withLock { $0 = $0 ?? number } }
}
