public import AirlockCore

/// Leases in memory. Passes ``LeaseBookConformance``.
public actor MemoryLeases: LeaseBook {
    private var leases: [Lease] = []

    public init() {}

    public func give(_ lease: Lease) { leases.append(lease) }

    public func good(_ kind: String, of job: Job.ID, at time: Timestamp) -> [Lease] {
        let good = leases.reversed().filter { $0.kind == kind && $0.jobID == job && $0.isGood(at: time) }
        return Array(good.prefix(Lease.mostAtOnce))
    }

    public func lease(_ id: Lease.ID) -> Lease? { leases.first { $0.id == id } }

    public func charge(_ id: Lease.ID, uses: Int, bytes: Int, at time: Timestamp) throws {
        guard let index = leases.firstIndex(where: { $0.id == id }) else {
            throw AirlockError(.notFound, "no lease \(id)")
        }
        var lease = leases[index]
        let hasBytes = lease.bytesLeft.map { $0 >= bytes } ?? true
        guard lease.usesLeft >= uses, hasBytes, uses == 0 || lease.isGood(at: time) else {
            throw AirlockError(.conflict, "the lease \(id) ended or is used up")
        }
        lease.usesLeft -= uses
        lease.bytesLeft = lease.bytesLeft.map { $0 - bytes }
        leases[index] = lease
    }

    public func list(limit: Int) -> [Lease] { Array(leases.reversed().prefix(limit)) }

    public func revoke(_ id: Lease.ID, at time: Timestamp) throws {
        guard let index = leases.firstIndex(where: { $0.id == id }) else {
            throw AirlockError(.notFound, "no lease \(id)")
        }
        leases[index].revokedAt = leases[index].revokedAt ?? time
    }
}
