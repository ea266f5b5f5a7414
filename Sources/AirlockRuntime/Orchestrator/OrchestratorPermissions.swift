public import AirlockCore

extension Orchestrator {
    /// What people permitted beforehand, newest first, also what ended.
    public func leases(limit: Int) async throws -> [Lease] { try await parts.permissions.leases.list(limit: limit) }

    /// Lets allowed calls of one job connect to hosts.
    /// - Parameters:
    ///   - hosts: `host:port` each, as ``EgressLease`` takes them.
    ///   - lender: Name of the token of who lends.
    /// - Throws: `.notFound` for an unknown job, `.conflict` for one that ended, `.invalidRequest` for hosts or terms.
    public func lend(
        _ hosts: [String], to jobID: Job.ID, _ terms: LeaseTerms, by lender: String
    ) async throws -> Lease {
        _ = try EgressLease(hosts)
        try Self.check(terms)
        try await requireRunning(jobID)
        let lease = Lease(
            id: parts.world.newID("lease"), jobID: jobID, kind: Lease.networkKind, hosts: hosts,
            description: "connect to \(hosts.joined(separator: ", "))", terms: terms, at: parts.world.now())
        try await record(
            "lend", ["lease": .string(lease.id), "hosts": .array(hosts.map(JSONValue.string))], jobID, lender)
        try await parts.permissions.leases.give(lease)
        return lease
    }

    /// Ends a lease at once: the next call of its kind is asked about, and connections to its hosts end within a second.
    /// - Throws: `.notFound`.
    public func revokeLease(_ id: Lease.ID) async throws {
        try await parts.permissions.leases.revoke(id, at: parts.world.now())
    }

    /// What a person permits beforehand is logged before it holds.
    private func record(_ action: String, _ params: JSONValue, _ jobID: Job.ID, _ name: String) async throws {
        let entry: JSONValue = [
            "action": .string(action), "params": params, "decision": "allow", "reason": .string("by \(name)"),
        ]
        _ = try await parts.audit.append(
            AuditRecord(
                timestamp: parts.world.now(), requestID: parts.world.newID("permit"), jobID: jobID, actions: [entry]))
    }

    /// Issues a whitelist token.
    /// - Parameter expiresIn: Seconds, 1…``WhitelistGrant/longestLife``.
    /// - Throws: `.notFound` for an unknown job, `.conflict` for one that ended, `.invalidRequest` for the terms.
    public func grant(
        _ patterns: [[String]], in jobID: Job.ID, uses: Int, expiresIn: Int, by issuer: String
    ) async throws -> (token: String, grant: WhitelistGrant) {
        try await requireRunning(jobID)
        let now = parts.world.now()
        let grant = WhitelistGrant(
            id: parts.world.newID("grant"), jobID: jobID, patterns: patterns, uses: uses, issuedAt: now,
            expiresAt: now.advanced(bySeconds: expiresIn), issuedBy: issuer)
        return (try await parts.permissions.grants.issue(grant), grant)
    }

    private func requireRunning(_ jobID: Job.ID) async throws {
        guard !jobID.hasPrefix(Self.standingPrefix) else { return }
        guard try await !found(jobID).status.isFinal else {
            throw AirlockError(.conflict, "the job \(jobID) has ended")
        }
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
        try Self.check(terms)
    }

    private static func check(_ terms: LeaseTerms) throws(AirlockError) {
        guard (1...LeaseTerms.mostUses).contains(terms.uses), (1...LeaseTerms.mostMinutes).contains(terms.minutes),
            (1...LeaseTerms.mostBytes).contains(terms.bytes ?? 1)
        else {
            throw AirlockError(
                .invalidRequest,
                "lease: 1 to \(LeaseTerms.mostUses) uses and 1 to \(LeaseTerms.mostMinutes) minutes are accepted")
        }
    }

    func give(_ terms: LeaseTerms, to card: Card, _ question: WaitingQuestion) async throws {
        let words = card.call.arguments["cmd"]?.string ?? card.call.withoutToken.arguments.canonicalText
        let lease = Lease(
            id: parts.world.newID("lease"), jobID: question.jobID, kind: card.call.kind,
            description: "\(card.call.tool): \(words)", questionID: question.id, terms: terms,
            at: parts.world.now())
        try await parts.permissions.leases.give(lease)
    }
}
