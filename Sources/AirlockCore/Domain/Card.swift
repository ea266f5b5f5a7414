/// What a person is asked: to keep an outcome that was measured, to let a call run that can't be tried out, or anything
/// else that a program wants to know.
public struct Card: Sendable, Hashable, Codable {
    public enum Question: Sendable, Hashable, Codable {
        case keep(SealedBranch, ToolOutput)
        case run(on: Snapshot)
        /// Asked by `human_approval`; nothing of ours runs on the answer.
        case person(description: String, effects: [String])
    }

    public let call: ToolCall
    public let question: Question
    public let opinion: Opinion
    public let policyVersion: String

    package init(call: ToolCall, question: Question, opinion: Opinion, policyVersion: String) {
        self.call = call
        self.question = question
        self.opinion = opinion
        self.policyVersion = policyVersion
    }

    /// A question of a program's own (`human_approval`).
    public static func asking(_ description: String, effects: [String], id: String) -> Card {
        let arguments: JSONValue = [
            "description": .string(description), "effects": .array(effects.map(JSONValue.string)),
        ]
        return Card(
            call: ToolCall(id: id, tool: "human_approval", arguments: arguments, declared: [.compute]),
            question: .person(description: description, effects: effects),
            opinion: Opinion(.ask, rule: "ask.person", reason: "a program asked"), policyVersion: "")
    }

    /// What an answer binds to: lower-case hex SHA-256 over the canonical JSON of call, policy version, base snapshot and
    /// measured effect. The sandbox's environment is fixed and part of the policy version.
    public var binding: String {
        let subject: JSONValue =
            switch question {
            case .keep(let branch, _):
                ["keep": .string(branch.id), "base": .string(branch.base.id), "effect": .string(branch.effect.digest)]
            case .run(let base): ["run": true, "base": .string(base.id)]
            case .person(let description, let effects):
                ["ask": .string(description), "effects": .array(effects.map(JSONValue.string))]
            }
        let whole: JSONValue = [
            "id": .string(call.id), "tool": .string(call.tool), "arguments": call.arguments,
            "policy": .string(policyVersion), "subject": subject,
        ]
        return whole.sha256
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
