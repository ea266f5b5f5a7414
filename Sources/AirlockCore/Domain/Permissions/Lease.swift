/// A person's standing yes in one job: so many times, so long, and so much; to one kind of call, or to hosts that allowed
/// calls may connect to.
public struct Lease: Sendable, Hashable, Codable, Identifiable {
    /// `lease_…`
    public let id: String
    public let jobID: Job.ID
    /// ``ToolCall/kind`` of the calls that it is for, or ``networkKind``.
    public let kind: String
    /// `host:port` each, of a lease of ``networkKind``; else empty.
    public let hosts: [String]
    /// Of such a call, or of the hosts, for people.
    public let description: String
    /// The question that it was given with; nil if it was given unasked.
    public let questionID: WaitingQuestion.ID?
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    /// Calls of its kind; of a lease of hosts, runs that connect to one of them.
    public var usesLeft: Int
    /// Bytes that such calls may still write, or move to and from the hosts; nil: no limit of its own.
    public var bytesLeft: Int?
    public var revokedAt: Timestamp?

    /// Leases of one kind in one job that count at the same time.
    public static let mostAtOnce = 16

    /// What leases of hosts have for a kind; no call's, whose are SHA-256.
    public static let networkKind = "network"

    public init(
        id: String, jobID: Job.ID, kind: String, hosts: [String] = [], description: String,
        questionID: WaitingQuestion.ID?, createdAt: Timestamp, expiresAt: Timestamp, usesLeft: Int, bytesLeft: Int?,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.jobID = jobID
        self.kind = kind
        self.hosts = hosts
        self.description = description
        self.questionID = questionID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.usesLeft = usesLeft
        self.bytesLeft = bytesLeft
        self.revokedAt = revokedAt
    }

    /// One that is given now.
    public init(
        id: String, jobID: Job.ID, kind: String, hosts: [String] = [], description: String,
        questionID: WaitingQuestion.ID? = nil, terms: LeaseTerms, at now: Timestamp
    ) {
        self.init(
            id: id, jobID: jobID, kind: kind, hosts: hosts, description: description, questionID: questionID,
            createdAt: now, expiresAt: now.advanced(bySeconds: terms.minutes * 60), usesLeft: terms.uses,
            bytesLeft: terms.bytes)
    }

    public func isGood(at time: Timestamp) -> Bool {
        usesLeft > 0 && isOpen(at: time)
    }

    /// Whether what began under it, perhaps with its last use, may go on.
    public func isOpen(at time: Timestamp) -> Bool {
        revokedAt == nil && time < expiresAt && (bytesLeft ?? 1) > 0
    }
}

/// How much a lease is good for.
public struct LeaseTerms: Sendable, Hashable {
    /// 1…``mostUses``
    public let uses: Int
    /// 1…``mostMinutes``
    public let minutes: Int
    /// Nil: no limit of its own.
    public let bytes: Int?

    public static let mostUses = 1_000
    public static let mostMinutes = 24 * 60
    public static let mostBytes = 1 << 40

    public init(uses: Int, minutes: Int, bytes: Int?) {
        self.uses = uses
        self.minutes = minutes
        self.bytes = bytes
    }
}

extension ToolCall {
    /// What calls must have in common to be of one kind: lower-case hex SHA-256 of the canonical JSON of tool, arguments
    /// (all but a `whitelist_token`) and what becomes of a failure.
    public var kind: String {
        var members = arguments.object ?? [:]
        members["whitelist_token"] = nil
        let subject: JSONValue = [
            "tool": .string(tool), "arguments": .object(members), "keeps_on_failure": .bool(keepsOnFailure),
        ]
        return subject.sha256
    }

    /// Whether a lease may ever stand for a person's answer to it: not to what leaves the machine, which is another thing
    /// each time.
    public var isLeasable: Bool { !isDangerous && !features.contains(.upload) }
}
