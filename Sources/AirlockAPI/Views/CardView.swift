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
        let impact = card.map(Impact.init)
        return [
            "id": .string(question.id), "state": .string(question.state.rawValue),
            "request_id": .string(question.requestID), "job_id": .string(question.jobID),
            "description": .string(
                (card.map(Self.description) ?? "being tried out").escapingInvisible(keeping: ["\n", "\t"])),
            "affected_files": .array((impact?.files ?? []).prefix(Self.most).map(Self.line)),
            "estimated_impact": .string(impact?.summary ?? "not measured yet"),
            "effects": .array((impact?.effects ?? []).map(Self.line)),
            "diff": JSONValue(diff), "output": card.map(Self.output) ?? .null,
            "contained": .bool(card.map(Self.isContained) ?? false),
            "rule": JSONValue(card?.opinion.rule), "reason": JSONValue(card?.opinion.reason),
            "hash": JSONValue(card?.binding), "created_at": .string(question.createdAt.description),
            "expires_at": .string(question.expiresAt.description),
            "settled_at": JSONValue(question.settledAt?.description),
        ]
    }

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
    private static func line(_ text: String) -> JSONValue { .string(text.escapingInvisible()) }

    /// Whether its effect was held in a branch and measured, so that a yes keeps what was shown.
    private static func isContained(_ card: Card) -> Bool {
        switch card.question {
        case .keep: true
        case .run, .person: false
        }
    }

    private static func description(_ card: Card) -> String {
        if case .person(let description, _) = card.question { return description }
        let arguments = card.call.arguments["cmd"]?.string ?? card.call.arguments.canonicalText
        let shown = arguments.count > 2000 ? arguments.prefix(2000) + "…" : arguments[...]
        return "\(card.call.tool): \(shown)"
    }

    private static func output(_ card: Card) -> JSONValue {
        switch card.question {
        case .keep(_, let output): output.value
        case .run, .person: .null
        }
    }
}

/// What an answer "yes" would keep or start, in words.
private struct Impact {
    var files: [String] = []
    var effects: [String] = []
    var summary = ""

    init(_ card: Card) {
        switch card.question {
        case .keep(let branch, _): measured(branch.effect)
        case .run:
            files = card.call.declared.compactMap(\.path)
            effects = card.call.declared.map(\.sentence)
            summary = "it runs only after approval, because its effect can't be held back and measured first"
        case .person(_, let effects):
            self.effects = effects
            summary = effects.isEmpty ? "none named by the program that asks" : "as the program that asks names it"
        }
        if effects.count > CardView.most {
            let more = effects.count - CardView.most
            effects = effects.prefix(CardView.most) + ["… and \(more) more"]
        }
    }

    private mutating func measured(_ effect: MeasuredEffect) {
        files = effect.changes.map(\.path)
        effects = effect.changes.map { change in
            change.kind == .deleted
                ? "deleted \(change.path)"
                : "\(change.kind.rawValue) \(change.path) (\(change.type.rawValue), \(change.size) bytes)"
        }
        effects += effect.runs.flatMap(\.sentences)
        func count(_ kind: FileChange.Kind) -> Int { effect.changes.count { $0.kind == kind } }
        let bytes = effect.changes.reduce(0) { $0 + $1.size }
        summary =
            effect.changes.isEmpty
            ? "measured: no file changed"
            : "measured: \(count(.added)) added, \(count(.changed)) changed, \(count(.deleted)) deleted; \(bytes) bytes"
    }
}

extension ProgramRun {
    /// What ran and how it ended, and each address that it tried to reach.
    fileprivate var sentences: [String] {
        let stopped = stop.map { ", stopped at its limit \($0.rawValue)" } ?? ""
        var sentences = ["ran \(argv.joined(separator: " ").prefix(300)), exit \(exitStatus)\(stopped)"]
        guard case .observed(let activity) = activity else { return sentences }
        sentences += activity.connections.map { attempt in
            let end = attempt.reason.map { ": \($0)" } ?? ""
            return "\(attempt.isAllowed ? "connected" : "tried to connect") to \(attempt.host):\(attempt.port)\(end)"
        }
        return sentences
    }
}

extension Effect {
    fileprivate var path: String? {
        switch self {
        case .write(let path), .delete(let path): path.description
        case .compute, .read, .execute, .command, .connect, .publish, .sensitive: nil
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .compute: "leaves no trace"
        case .read(let path): "reads \(path)"
        case .write(let path): "writes \(path)"
        case .delete(let path): "deletes \(path)"
        case .execute(let argv): "runs \(argv.joined(separator: " "))"
        case .command(let text, nil): "runs the command \(text)"
        case .command(let text, let folder?): "runs the command \(text) in \(folder)"
        case .connect(let host, let port): "connects to \(host):\(port)"
        case .publish(let what): "leaves this machine: \(what)"
        case .sensitive(let feature): "marked as \(feature)"
        }
    }
}
