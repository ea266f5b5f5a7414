import AirlockCore
import Synchronization

/// A connection's share of a lease.
final class OpenLoan: Sendable {
    let lease: Lease.ID
    private let allowance: Allowance
    private let count = Mutex(0)

    init(lease: Lease.ID, allowance: Allowance) {
        self.lease = lease
        self.allowance = allowance
    }

    /// Bytes in both directions.
    var moved: Int { count.withLock { $0 } }

    /// - Returns: Whether so many more may be moved.
    func move(_ bytes: Int) -> Bool {
        guard allowance.take(bytes) else { return false }
        count.withLock { $0 += bytes }
        return true
    }
}
