public import AirlockCore

/// A question to a person, as `GET /approvals/{id}` shows it.
public struct CardView: Sendable, Hashable {
    /// Files and effects that are listed; more are counted.
    static let most = 500

    public let question: WaitingQuestion
    /// Unified diff; nil where it was not read, e.g. in a list.
    public let diff: String?

    public init(_ question: WaitingQuestion, diff: String?) {
        self.question = question
        self.diff = diff
    }

    public var json: JSONValue {
        let card = question.card
        let impact = card.map(CardImpact.init)
        var members: [String: JSONValue] = [
            "id": .string(question.id), "state": .string(question.state.rawValue),
            "request_id": .string(question.requestID), "job_id": .string(question.jobID),
            "description": .string(description),
            "affected_files": .array((impact?.files ?? []).prefix(Self.most).map(Self.line)),
            "affected_files_left_out": JSONValue(max(0, (impact?.files.count ?? 0) - Self.most)),
            "estimated_impact": .string(impact?.summary ?? "not measured yet"),
            "impact": impact?.json ?? .null, "effects": .array((impact?.sentences ?? []).map(Self.line)),
            "diff": JSONValue(diff.map(Self.lines)), "output": card.map(Self.output) ?? .null,
            "exit_code": JSONValue(impact?.exitStatus), "contained": .bool(card.map(Self.isContained) ?? false),
        ]
        members["rule"] = JSONValue(card?.opinion.rule)
        members["reason"] = JSONValue(card.map { $0.opinion.reason.escapingDeceptive() })
        members["hash"] = JSONValue(card?.binding)
        members["created_at"] = .string(question.createdAt.description)
        members["expires_at"] = .string(question.expiresAt.description)
        members["settled_at"] = JSONValue(question.settledAt?.description)
        if diff != nil { members["text"] = .string(CardText(self).text) }
        return .object(members)
    }

    /// What is asked, whole up to ``longestDescription`` characters; of the rest it is said how much there is.
    var description: String {
        guard let card = question.card else { return "being tried out" }
        let words = Self.words(card)
        let shown = Self.lines(String(words.prefix(Self.longestDescription)))
        let left = words.count - Self.longestDescription
        return left > 0 ? shown + " [… and \(left) more characters]" : shown
    }

    /// Characters; a command line is never longer.
    static let longestDescription = 16_384

    /// Text of several lines, with what could deceive escaped.
    static func lines(_ text: String) -> String { text.escapingDeceptive(keeping: ["\n", "\t"]) }

    /// The envelope of `human_approval`, which carries the card as its output.
    public var envelope: ToolResponse {
        let error: Failure? =
            switch question.state {
            case .previewing, .waiting, .approved: nil
            case .rejected: Failure(.rejected, "a person rejected it")
            case .expired: Failure(.expired, "nobody answered in time", hint: "ask again with a longer timeout")
            case .withdrawn: Failure(.cancelled, "the question was withdrawn")
            }
        let isOpen = question.state == .waiting || question.state == .previewing
        return ToolResponse(
            requestID: question.requestID, status: isOpen ? .pending : error == nil ? .ok : .error, output: json,
            error: error, approval: isOpen ? .init(id: question.id) : nil)
    }

    /// One line of a list, that can't look like another or like two.
    private static func line(_ text: String) -> JSONValue { .string(text.escapingDeceptive()) }

    /// Whether its effect was held in a branch and measured, so that a yes keeps what was shown.
    private static func isContained(_ card: Card) -> Bool {
        switch card.question {
        case .keep: true
        case .run, .person: false
        }
    }

    static func words(_ card: Card) -> String {
        if case .person(let description, _) = card.question { return description }
        let arguments = card.call.withoutToken.arguments
        guard let command = arguments["cmd"]?.string else { return "\(card.call.tool): \(arguments.canonicalText)" }
        let folder = arguments["cwd"]?.string.map { $0.isEmpty ? "" : " (in \($0))" } ?? ""
        return "\(card.call.tool): \(command)\(folder)"
    }

    private static func output(_ card: Card) -> JSONValue {
        switch card.question {
        case .keep(_, let output): output.value
        case .run(_, let preview): preview?.terms ?? .null
        case .person: .null
        }
    }
}
