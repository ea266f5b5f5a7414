/// A person's standing yes to one kind of call in one job: so many times, so long, and so much.
public struct Lease: Sendable, Hashable, Codable, Identifiable {
    /// `lease_…`
    public let id: String
    public let jobID: Job.ID
    /// ``ToolCall/kind`` of the calls that it is for.
    public let kind: String
    /// Of such a call, for people.
    public let description: String
    /// The question that it was given with.
    public let questionID: WaitingQuestion.ID
    public let createdAt: Timestamp
    public let expiresAt: Timestamp
    public var usesLeft: Int
    /// Bytes that such calls may still write; nil: no limit of its own.
    public var bytesLeft: Int?
    public var revokedAt: Timestamp?

    public init(
        id: String, jobID: Job.ID, kind: String, description: String, questionID: WaitingQuestion.ID,
        createdAt: Timestamp, expiresAt: Timestamp, usesLeft: Int, bytesLeft: Int?, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.jobID = jobID
        self.kind = kind
        self.description = description
        self.questionID = questionID
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.usesLeft = usesLeft
        self.bytesLeft = bytesLeft
        self.revokedAt = revokedAt
    }

    public func isGood(at time: Timestamp) -> Bool {
        revokedAt == nil && usesLeft > 0 && time < expiresAt && (bytesLeft ?? 1) > 0
    }
}

/// What a person adds to a yes.
public struct LeaseTerms: Sendable, Hashable {
    /// 1…``mostUses``
    public let uses: Int
    /// 1…``mostMinutes``
    public let minutes: Int
    /// Nil: no limit of its own.
    public let bytes: Int?

    public static let mostUses = 1_000
    public static let mostMinutes = 24 * 60

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
