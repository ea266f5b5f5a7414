/// What a person is asked: to keep an outcome that was measured, to let a call run that can't be tried out, or anything
/// else that a program wants to know.
public struct Card: Sendable, Hashable, Codable {
    public enum Question: Sendable, Hashable, Codable {
        case keep(SealedBranch, ToolOutput)
        case run(on: Snapshot, preview: CallPreview? = nil)
        /// Asked by `human_approval`; nothing of ours runs on the answer.
        case person(description: String, effects: [String])
    }

    public let call: ToolCall
    public let question: Question
    public let opinion: Opinion
    public let policyVersion: String
    /// Digest of what programs run in: runtime, root file system, environment, limits, the way out. Nil on a card that was
    /// stored before this was kept, which no environment equals.
    public let environment: String?

    package init(
        call: ToolCall, question: Question, opinion: Opinion, policyVersion: String, environment: String?
    ) {
        self.call = call
        self.question = question
        self.opinion = opinion
        self.policyVersion = policyVersion
        self.environment = environment
    }

    /// A question of a program's own (`human_approval`).
    public static func asking(_ description: String, effects: [String], id: String) -> Card {
        let arguments: JSONValue = [
            "description": .string(description), "effects": .array(effects.map(JSONValue.string)),
        ]
        return Card(
            call: ToolCall(id: id, tool: "human_approval", arguments: arguments, declared: [.compute]),
            question: .person(description: description, effects: effects),
            opinion: Opinion(.ask, rule: "ask.person", reason: "a program asked"), policyVersion: "", environment: nil)
    }

    /// What an answer binds to: lower-case hex SHA-256 over the canonical JSON of call (command line, folder and all other
    /// arguments), policy version, environment, base snapshot and measured effect, or what was worked out beforehand.
    public var binding: String {
        let subject: JSONValue =
            switch question {
            case .keep(let branch, _):
                ["keep": .string(branch.id), "base": .string(branch.base.id), "effect": .string(branch.effect.digest)]
            case .run(let base, nil): ["run": true, "base": .string(base.id)]
            case .run(let base, let preview?):
                ["run": true, "base": .string(base.id), "preview": .string(preview.digest)]
            case .person(let description, let effects):
                ["ask": .string(description), "effects": .array(effects.map(JSONValue.string))]
            }
        let whole: JSONValue = [
            "id": .string(call.id), "tool": .string(call.tool), "arguments": call.arguments,
            "policy": .string(policyVersion), "environment": environment.map(JSONValue.string) ?? .null,
            "subject": subject,
        ]
        return whole.sha256
    }

    /// The first 12 characters of the binding: how a card is named to people.
    public var shortHash: String { String(binding.prefix(12)) }

    /// What a yes would need: the base, and the branch as the snapshot that it would become.
    public var needed: Set<Snapshot> {
        switch question {
        case .keep(let branch, _): [branch.base, Snapshot(id: branch.id)]
        case .run(let base, _): [base]
        case .person: []
        }
    }

    /// What it says beforehand of a call that can't be tried out; nil for any other.
    public var preview: CallPreview? {
        switch question {
        case .run(_, let preview): preview
        case .keep, .person: nil
        }
    }

    /// Whether what a yes would start or keep is still what the card showed.
    public func isCurrent(on base: Snapshot, under policyVersion: String, in environment: String) -> Bool {
        let shown: Snapshot
        switch question {
        case .keep(let branch, _): shown = branch.base
        case .run(let base, _): shown = base
        case .person: return true
        }
        return shown == base && self.policyVersion == policyVersion && self.environment == environment
    }
}

/// A person's answer to one card. Good for one use: see ``WaitingRoom``.
public struct Approval: Sendable, Hashable, Codable {
    public let callID: ToolCall.ID
    public let binding: String
    public let granted: Bool
    public let comment: String?

    public init(_ card: Card, granted: Bool, comment: String? = nil) {
        callID = card.call.id
        binding = card.binding
        self.granted = granted
        self.comment = comment
    }
}
