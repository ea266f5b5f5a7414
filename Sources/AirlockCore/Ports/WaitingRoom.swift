/// Holds questions until a person answers. Survives a restart; that is why a waiting step is a value and not a suspended task.
public protocol WaitingRoom: Sendable {
    /// Opens a question (`previewing`, without a card, or `waiting`, with one), or moves a `previewing` one to `waiting`.
    /// - Throws: `.conflict` if the id was settled before, or if a second `waiting` comes for it.
    func put(_ question: WaitingQuestion) async throws

    /// Settles a waiting question, so that only one answer ever counts, and gives its card.
    /// - Throws: `.notFound`; `.conflict` if it is `previewing` or was settled before; `.expired`, and nothing is settled, for
    ///   a yes or a no at ``WaitingQuestion/expiresAt`` or later.
    func settle(_ id: WaitingQuestion.ID, as state: WaitingQuestion.State, at time: Timestamp) async throws -> Card

    /// Ends a `previewing` question that will not be asked, or one that its job withdrew. Idempotent.
    func withdraw(_ id: WaitingQuestion.ID, at time: Timestamp) async throws

    func find(_ id: WaitingQuestion.ID) async throws -> WaitingQuestion?

    /// Newest first.
    /// - Parameter after: Only those older than this one; nil: from the newest.
    /// - Throws: `.notFound` for an unknown `after`.
    func list(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) async throws -> [WaitingQuestion]
}

/// Finds questions by what is to be done about them, in time that doesn't grow with those that wait or are done with.
public protocol QuestionLedger: Sendable {
    /// Those that wait although their time is over, oldest end first.
    func due(at time: Timestamp, limit: Int) async throws -> [WaitingQuestion]

    /// Those that were answered, or ended unanswered, and whose consequence isn't on record yet.
    func unfinished(limit: Int) async throws -> [WaitingQuestion]

    /// What followed from the answer is on record. Idempotent.
    func finish(_ id: WaitingQuestion.ID) async throws

    /// The newest question that was asked for a request.
    func find(request: ToolCall.ID) async throws -> WaitingQuestion?

    /// What waiting and unfinished questions need: their bases, and their branches as the snapshots that they would become.
    func needed() async throws -> Set<Snapshot>
}

/// One question to a person, as it is stored. Its id is `appr_…`.
public struct WaitingQuestion: Sendable, Hashable, Codable, Identifiable {
    public enum State: String, Sendable, Codable, CaseIterable {
        case previewing, waiting, approved, rejected, expired, withdrawn
    }

    public let id: String
    public let requestID: String
    public let jobID: String
    public var state: State
    /// Nil while `previewing`.
    public var card: Card?
    public let createdAt: Timestamp
    /// After this moment the answer is no.
    public var expiresAt: Timestamp
    public var settledAt: Timestamp?

    public init(
        id: String, requestID: String, jobID: String, state: State, card: Card?, createdAt: Timestamp,
        expiresAt: Timestamp, settledAt: Timestamp? = nil
    ) {
        self.id = id
        self.requestID = requestID
        self.jobID = jobID
        self.state = state
        self.card = card
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.settledAt = settledAt
    }
}
