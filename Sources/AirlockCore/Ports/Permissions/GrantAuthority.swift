/// Issues and checks whitelist tokens: signed, expiring grants of exact commands.
public protocol GrantAuthority: Sendable {
    /// Signs a grant and keeps a record of it.
    /// - Returns: The token's text, which is shown this once.
    /// - Throws: `.invalidRequest` for terms beyond the limits of ``WhitelistGrant``.
    func issue(_ grant: WhitelistGrant) async throws -> String

    /// What a token grants, if it is genuine, of this job and good at this time. Uses nothing up.
    /// - Throws: `.forbidden` if it is forged, of another job, used up or revoked; `.expired`. The message says which.
    func check(_ token: String, for job: Job.ID, at time: Timestamp) async throws -> WhitelistGrant

    /// Uses it once; of several at the same time no more succeed than uses are left. Durable when it returns.
    /// - Throws: `.forbidden` if it is used up or revoked meanwhile.
    func spend(_ id: WhitelistGrant.ID) async throws

    /// Newest first.
    func list(limit: Int) async throws -> [GrantRecord]

    /// Ends it at once. Idempotent.
    /// - Throws: `.notFound`.
    func revoke(_ id: WhitelistGrant.ID, at time: Timestamp) async throws
}
