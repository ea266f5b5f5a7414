/// Brings questions to people who look neither at the terminal nor at the page.
public protocol ApprovalChannel: Sendable {
    /// Short, for people and logs: `telegram`.
    var name: String { get }

    /// Brings a question that waits, or one that no longer does, so that nobody answers it in vain. Returns when it was
    /// delivered or given up; the same notice may come twice.
    /// - Throws: `.unavailable` if it was given up; no message holds a secret.
    func deliver(_ notice: QuestionNotice) async throws
}

/// A channel by which people also answer.
public protocol AnsweringChannel: ApprovalChannel {
    /// Takes answers until the task is cancelled.
    /// - Parameters:
    ///   - decide: Settles the question; what it throws is told to whoever answered.
    ///   - report: Told what a person should know of the channel itself, e.g. that a stranger wrote to it.
    /// - Throws: `.unavailable` if it never will bring an answer, e.g. by a wrong token.
    func listen(
        _ decide: @escaping @Sendable (ChannelAnswer) async throws -> Void,
        report: @escaping @Sendable (String) async -> Void
    ) async throws
}

/// A question as channels show it.
public struct QuestionNotice: Sendable, Hashable {
    public let question: WaitingQuestion.ID
    public let state: WaitingQuestion.State
    /// Lower-case hex SHA-256 that the answer binds to.
    public let hash: String
    /// The card for people: several lines, with everything deceptive escaped.
    public let text: String
    /// The card for programs, as `GET /approvals/{id}` gives it.
    public let card: JSONValue

    public init(
        question: WaitingQuestion.ID, state: WaitingQuestion.State, hash: String, text: String, card: JSONValue
    ) {
        self.question = question
        self.state = state
        self.hash = hash
        self.text = text
        self.card = card
    }

    /// Characters of the hash that people see and answers carry.
    public static let shortHashLength = 12
    public var shortHash: String { String(hash.prefix(Self.shortHashLength)) }
}

/// What a person answered by a channel.
public struct ChannelAnswer: Sendable, Hashable {
    public let question: WaitingQuestion.ID
    /// Of the card that this person saw.
    public let shortHash: String
    public let granted: Bool
    /// Who, in the words of the channel: `telegram user 12345`.
    public let by: String

    public init(question: WaitingQuestion.ID, shortHash: String, granted: Bool, by: String) {
        self.question = question
        self.shortHash = shortHash
        self.granted = granted
        self.by = by
    }
}
