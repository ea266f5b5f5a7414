import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Synchronization

/// What was permitted, in memory; nobody is limited unless a test says so.
final class MemoryPermits: Sendable {
    let uses = MemoryFeatureUses()
    let grants = MemoryGrants()
    let leases = MemoryLeases()
    private let limits = Mutex<[AccessLimits]>([])

    func limit(to limits: AccessLimits) { self.limits.withLock { $0 = [limits] } }

    var permits: Permits {
        Permits(uses: uses, grants: grants, leases: leases) { _, _ in self.limits.withLock(\.self) }
    }
}
