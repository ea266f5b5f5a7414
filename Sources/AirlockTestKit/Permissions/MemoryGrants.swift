public import AirlockCore

/// Grants in memory; a token is `grant-token-` and an id, so nothing is signed. Passes ``GrantAuthorityConformance``.
public actor MemoryGrants: GrantAuthority {
    private var records: [GrantRecord] = []

    public init() {}

    public func issue(_ grant: WhitelistGrant) throws -> String {
        try grant.check()
        records.append(GrantRecord(grant: grant, used: 0, revokedAt: nil))
        return "grant-token-\(grant.id)"
    }

    public func check(_ token: String, for job: Job.ID, at time: Timestamp) throws -> WhitelistGrant {
        guard let record = records.first(where: { "grant-token-\($0.grant.id)" == token }) else {
            throw GrantRefusal.forged.error
        }
        try record.check(for: job, at: time)
        return record.grant
    }

    public func spend(_ id: WhitelistGrant.ID) throws {
        guard let index = records.firstIndex(where: { $0.grant.id == id }) else { throw GrantRefusal.forged.error }
        let record = records[index]
        guard record.revokedAt == nil else { throw GrantRefusal.revoked.error }
        guard record.used < record.grant.uses else { throw GrantRefusal.usedUp(record.grant.uses).error }
        records[index] = GrantRecord(grant: record.grant, used: record.used + 1, revokedAt: nil)
    }

    public func list(limit: Int) -> [GrantRecord] { Array(records.reversed().prefix(limit)) }

    public func revoke(_ id: WhitelistGrant.ID, at time: Timestamp) throws {
        guard let index = records.firstIndex(where: { $0.grant.id == id }) else {
            throw AirlockError(.notFound, "no grant \(id)")
        }
        let record = records[index]
        records[index] = GrantRecord(grant: record.grant, used: record.used, revokedAt: record.revokedAt ?? time)
    }
}
