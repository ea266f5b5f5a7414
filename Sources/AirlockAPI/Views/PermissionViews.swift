public import AirlockCore

extension Lease {
    /// As `GET /leases` shows it.
    public func json(at now: Timestamp) -> JSONValue {
        [
            "id": .string(id), "job_id": .string(jobID), "description": .string(description.escapingDeceptive()),
            "hosts": .array(hosts.map(JSONValue.string)), "approval_id": JSONValue(questionID),
            "uses_left": JSONValue(usesLeft), "bytes_left": JSONValue(bytesLeft),
            "created_at": .string(createdAt.description), "expires_at": .string(expiresAt.description),
            "revoked_at": JSONValue(revokedAt?.description), "good": .bool(isGood(at: now)),
        ]
    }
}

extension GrantRecord {
    /// As `GET /policy/tokens` shows it; never the token.
    public func json(at now: Timestamp) -> JSONValue {
        let isGood = revokedAt == nil && used < grant.uses && now < grant.expiresAt
        return [
            "id": .string(grant.id), "job_id": .string(grant.jobID),
            "patterns": .array(grant.patterns.map { .array($0.map(JSONValue.string)) }),
            "uses": JSONValue(grant.uses), "uses_left": JSONValue(grant.uses - used),
            "issued_by": .string(grant.issuedBy), "issued_at": .string(grant.issuedAt.description),
            "expires_at": .string(grant.expiresAt.description), "revoked_at": JSONValue(revokedAt?.description),
            "good": .bool(isGood),
        ]
    }
}
