import Synchronization

/// An amount that is used up, by whoever comes first.
final class Allowance: Sendable {
    private let left: Mutex<Int>

    init(_ amount: Int) { left = Mutex(amount) }

    /// - Returns: Whether there was as much; if not, nothing is left.
    func take(_ amount: Int) -> Bool {
        left.withLock {
            $0 = amount <= $0 ? $0 - amount : -1
            return $0 >= 0
        }
    }
}
