public import AirlockCore

/// Reads what policy must know of the moment, and uses up what it allowed by.
public struct Permits: Sendable {
    private let uses: any FeatureUses
    let grants: any GrantAuthority
    let leases: any LeaseBook
    private let egress: EgressLease?
    private let access: @Sendable (_ owner: String, _ role: Role) async throws -> [AccessLimits]

    /// - Parameters:
    ///   - egress: Where allowed calls of every job may connect to.
    ///   - access: What calls of a token, in a role, must keep within.
    public init(
        uses: any FeatureUses, grants: any GrantAuthority, leases: any LeaseBook, egress: EgressLease? = nil,
        access: @escaping @Sendable (_ owner: String, _ role: Role) async throws -> [AccessLimits]
    ) {
        self.uses = uses
        self.grants = grants
        self.leases = leases
        self.egress = egress
        self.access = access
    }

    /// - Parameter job: As it stands; nil for none.
    /// - Throws: `.forbidden` or `.expired` for a whitelist token that isn't good here; the message says why.
    func circumstances(of call: ToolCall, ticket: StepPipeline.Ticket, job: Job?, at now: Timestamp) async throws
        -> Circumstances
    {
        var grant: WhitelistGrant?
        if let token = call.whitelistToken { grant = try await grants.check(token, for: ticket.jobID, at: now) }
        var state: Envelope.JobState?
        if let job, job.request?.envelope != nil {
            state = Envelope.JobState(files: job.files, startedAt: job.createdAt ?? now, now: now)
        }
        return Circumstances(
            uses: try await uses.counts(), access: try await access(ticket.owner, ticket.role), grant: grant,
            lease: try await leases.good(call.kind, of: ticket.jobID, at: now).first,
            envelope: job?.request?.envelope, state: state,
            network: try .joining(egress, and: try await leases.good(Lease.networkKind, of: ticket.jobID, at: now)),
            place: CallPlace(jobID: ticket.jobID, base: ticket.base))
    }

    /// - Returns: False if a lease ended or was used up by another call meanwhile.
    /// - Throws: `.forbidden` for a token that was.
    func spend(_ permission: Permission, at now: Timestamp) async throws -> Bool {
        switch permission {
        case .grant(let id):
            try await grants.spend(id)
            return true
        case .lease(let id):
            do {
                try await leases.charge(id, uses: 1, bytes: 0, at: now)
                return true
            } catch let error as AirlockError where error.code == .conflict {
                return false
            }
        }
    }

    /// Takes what an outcome under a lease wrote off its bytes.
    /// - Throws: `.conflict` if another call used them up meanwhile.
    func charge(_ effect: MeasuredEffect, to lease: Lease, at now: Timestamp) async throws {
        guard lease.bytesLeft != nil, effect.bytes > 0 else { return }
        try await leases.charge(lease.id, uses: 0, bytes: effect.bytes, at: now)
    }

    func ran(_ call: ToolCall) async throws {
        if !call.features.isEmpty { try await uses.add(call.features) }
    }
}
