public import AirlockCore

extension Orchestrator {
    /// What people permitted beforehand, newest first, also what ended.
    public func leases(limit: Int) async throws -> [Lease] { try await parts.permissions.leases.list(limit: limit) }

    /// Ends a lease at once: the next call of its kind is asked about.
    /// - Throws: `.notFound`.
    public func revokeLease(_ id: Lease.ID) async throws {
        try await parts.permissions.leases.revoke(id, at: parts.world.now())
    }

    /// Issues a whitelist token.
    /// - Parameter expiresIn: Seconds, 1…``WhitelistGrant/longestLife``.
    /// - Throws: `.notFound` for an unknown job, `.conflict` for one that ended, `.invalidRequest` for the terms.
    public func grant(
        _ patterns: [[String]], in jobID: Job.ID, uses: Int, expiresIn: Int, by issuer: String
    ) async throws -> (token: String, grant: WhitelistGrant) {
        guard !jobID.hasPrefix(Self.standingPrefix) else {
            return try await issue(patterns, jobID, uses, expiresIn, issuer)
        }
        let job = try await found(jobID)
        guard !job.status.isFinal else { throw AirlockError(.conflict, "the job \(jobID) has ended") }
        return try await issue(patterns, jobID, uses, expiresIn, issuer)
    }

    private func issue(
        _ patterns: [[String]], _ jobID: Job.ID, _ uses: Int, _ expiresIn: Int, _ issuer: String
    ) async throws -> (token: String, grant: WhitelistGrant) {
        let now = parts.world.now()
        let grant = WhitelistGrant(
            id: parts.world.newID("grant"), jobID: jobID, patterns: patterns, uses: uses, issuedAt: now,
            expiresAt: now.advanced(bySeconds: expiresIn), issuedBy: issuer)
        return (try await parts.permissions.grants.issue(grant), grant)
    }

    /// Newest first.
    public func grants(limit: Int) async throws -> [GrantRecord] {
        try await parts.permissions.grants.list(limit: limit)
    }

    /// - Throws: `.notFound`.
    public func revokeGrant(_ id: WhitelistGrant.ID) async throws {
        try await parts.permissions.grants.revoke(id, at: parts.world.now())
    }

    /// - Throws: `.invalidRequest`.
    func check(_ terms: LeaseTerms, _ granted: Bool, _ question: WaitingQuestion) throws(AirlockError) {
        guard granted else { throw AirlockError(.invalidRequest, "lease: only a yes can have one") }
        guard let card = question.card else { return }
        if case .person = card.question {
            throw AirlockError(.invalidRequest, "lease: a program's own question can't have one")
        }
        guard card.call.isLeasable else {
            throw AirlockError(.invalidRequest, "lease: a call that is marked as dangerous is asked about each time")
        }
        guard (1...LeaseTerms.mostUses).contains(terms.uses), (1...LeaseTerms.mostMinutes).contains(terms.minutes),
            terms.bytes ?? 1 > 0
        else {
            throw AirlockError(
                .invalidRequest,
                "lease: 1 to \(LeaseTerms.mostUses) uses and 1 to \(LeaseTerms.mostMinutes) minutes are accepted")
        }
    }

    func give(_ terms: LeaseTerms, to card: Card, _ question: WaitingQuestion) async throws {
        let now = parts.world.now()
        let words = card.call.arguments["cmd"]?.string ?? card.call.withoutToken.arguments.canonicalText
        let lease = Lease(
            id: parts.world.newID("lease"), jobID: question.jobID, kind: card.call.kind,
            description: "\(card.call.tool): \(words)", questionID: question.id, createdAt: now,
            expiresAt: now.advanced(bySeconds: terms.minutes * 60), usesLeft: terms.uses, bytesLeft: terms.bytes)
        try await parts.permissions.leases.give(lease)
    }
}
