/// What policy must know of the moment besides the call itself. Read by its caller, so that judging stays pure.
public struct Circumstances: Sendable, Hashable {
    /// How often each sensitive feature ran on this machine; absent: never.
    public var uses: [SensitiveFeature: Int]
    /// All of them must be kept.
    public var access: [AccessLimits]
    /// Of the token that came with the call, checked: it is genuine, of this job and good.
    public var grant: WhitelistGrant?
    /// A person's standing yes to calls of this kind in this job, if there is a good one.
    public var lease: Lease?
    public var envelope: Envelope?
    /// Nil where there is no envelope.
    public var state: Envelope.JobState?
    /// Where programs of a call that is allowed may connect to; nil: nowhere.
    public var network: EgressLease?
    /// Nil where calls belong to no job.
    public var place: CallPlace?

    public init(
        uses: [SensitiveFeature: Int], access: [AccessLimits], grant: WhitelistGrant?, lease: Lease?,
        envelope: Envelope?, state: Envelope.JobState?, network: EgressLease? = nil, place: CallPlace? = nil
    ) {
        self.uses = uses
        self.access = access
        self.grant = grant
        self.lease = lease
        self.envelope = envelope
        self.state = state
        self.network = network
        self.place = place
    }

    /// Nothing was used before, granted or limited.
    public static let plain = Circumstances(
        uses: [:], access: [], grant: nil, lease: nil, envelope: nil, state: nil)
}

/// What allows a call that rules ask about, and is used up by it.
public enum Permission: Sendable, Hashable {
    case grant(WhitelistGrant.ID)
    case lease(Lease.ID)
}
