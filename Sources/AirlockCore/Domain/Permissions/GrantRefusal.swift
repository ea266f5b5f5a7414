/// Why a whitelist token is not honoured.
public enum GrantRefusal: Sendable, Hashable {
    /// Not signed here, changed, or not on record.
    case forged
    case expired(Timestamp)
    /// Issued for another job.
    case foreign
    /// Good for so many uses, and all of them were made.
    case usedUp(Int)
    case revoked

    public var error: AirlockError {
        let (code, what): (AirlockError.Code, String) =
            switch self {
            case .forged: (.forbidden, "is forged: it was not issued by this Airlock, or was changed")
            case .expired(let time): (.expired, "expired at \(time)")
            case .foreign: (.forbidden, "is foreign: it was issued for another job")
            case .usedUp(let uses): (.forbidden, "is used up: it was good for \(uses) uses")
            case .revoked: (.forbidden, "was revoked")
            }
        return AirlockError(
            code, "the whitelist_token \(what)",
            hint: "leave it out to have the command judged without it, or ask an administrator for another")
    }
}

extension GrantRecord {
    /// - Throws: What ``GrantRefusal`` says, if it isn't good for this job at this time.
    public func check(for job: Job.ID, at time: Timestamp) throws(AirlockError) {
        guard grant.jobID == job else { throw GrantRefusal.foreign.error }
        guard revokedAt == nil else { throw GrantRefusal.revoked.error }
        guard time < grant.expiresAt else { throw GrantRefusal.expired(grant.expiresAt).error }
        guard used < grant.uses else { throw GrantRefusal.usedUp(grant.uses).error }
    }
}

extension WhitelistGrant {
    /// - Throws: `.invalidRequest` for terms beyond the limits.
    public func check() throws(AirlockError) {
        let life = (expiresAt.millisecondsSince1970 - issuedAt.millisecondsSince1970) / 1000
        guard (1...Self.mostPatterns).contains(patterns.count),
            patterns.allSatisfy({ $0.first?.isEmpty == false && $0.count <= 256 })
        else {
            throw AirlockError(
                .invalidRequest,
                "patterns: 1 to \(Self.mostPatterns) commands are accepted, each a program and its arguments")
        }
        guard patterns.joined().reduce(0, { $0 + $1.utf8.count }) <= Self.mostPatternBytes else {
            throw AirlockError(.invalidRequest, "patterns: over \(Self.mostPatternBytes) bytes together")
        }
        guard (1...Self.mostUses).contains(uses) else {
            throw AirlockError(.invalidRequest, "uses: \(uses) is not within 1…\(Self.mostUses)")
        }
        guard (1...Int64(Self.longestLife)).contains(life) else {
            throw AirlockError(.invalidRequest, "expires_in: \(life) is not within 1…\(Self.longestLife) seconds")
        }
    }

    /// Bytes of all words of all patterns: the token has to fit into a request.
    public static let mostPatternBytes = 8 << 10
}
