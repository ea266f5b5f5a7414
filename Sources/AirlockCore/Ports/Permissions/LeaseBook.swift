/// Keeps what people permitted beforehand. Survives a restart.
public protocol LeaseBook: Sendable {
    func give(_ lease: Lease) async throws

    /// The good ones of this kind in this job, newest first, at most ``Lease/mostAtOnce``.
    func good(_ kind: String, of job: Job.ID, at time: Timestamp) async throws -> [Lease]

    /// Also one that ended; nil if it was never given.
    func lease(_ id: Lease.ID) async throws -> Lease?

    /// Takes uses and bytes off, all or nothing; of several at the same time no more succeed than there is left. A lease may
    /// be charged bytes after its last use and its end. Durable when it returns.
    /// - Throws: `.conflict` if less is left, or, for uses, if it ended or was revoked.
    func charge(_ id: Lease.ID, uses: Int, bytes: Int, at time: Timestamp) async throws

    /// Newest first, also those that ended.
    func list(limit: Int) async throws -> [Lease]

    /// Ends it at once. Idempotent.
    /// - Throws: `.notFound`.
    func revoke(_ id: Lease.ID, at time: Timestamp) async throws
}
