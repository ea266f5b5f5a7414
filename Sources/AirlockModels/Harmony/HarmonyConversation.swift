/// A conversation as gpt-oss reads it.
public struct HarmonyConversation: Sendable, Hashable {
    public var messages: [HarmonyMessage]

    public init(_ messages: [HarmonyMessage]) { self.messages = messages }

    /// Every message, whole. What a message says can't open another one: see ``ControlTokenEscape``.
    public var rendered: String {
        messages.reduce(into: "") { $0 += Self.rendered($1) }
    }

    /// What to let the model complete: it goes on behind `<|start|>assistant`.
    public var prompt: String { HarmonyConversation(messagesForModel).rendered + HarmonyToken.start.text + "assistant" }

    /// Without the reasoning that came before the last answer: the model was trained not to see it again. What it thought
    /// since then, between calls, stays.
    public var messagesForModel: [HarmonyMessage] {
        guard
            let answered = messages.lastIndex(where: { $0.header.author == .assistant && $0.header.channel == .final })
        else { return messages }
        let isOldThought = { (index: Int) in
            let header = messages[index].header
            return index < answered && header.author == .assistant && header.channel == .analysis && !header.isCall
        }
        return messages.indices.filter { !isOldThought($0) }.map { messages[$0] }
    }

    /// A message ends with `<|end|>`, a call with `<|call|>`; `<|return|>` is only ever written by a model.
    private static func rendered(_ message: HarmonyMessage) -> String {
        let header = message.header
        var text = HarmonyToken.start.text
        switch header.author {
        case .system: text += "system"
        case .developer: text += "developer"
        case .user: text += "user"
        case .assistant: text += "assistant"
        case .tool(let name): text += name.description
        }
        // A tool names its recipient beside itself, an assistant beside its channel, as in the published examples.
        let recipient = header.recipient.map { " to=\($0)" } ?? ""
        let isBesideAuthor = header.author != .assistant || header.channel == nil
        if isBesideAuthor { text += recipient }
        if let channel = header.channel { text += HarmonyToken.channel.text + channel.rawValue }
        if !isBesideAuthor { text += recipient }
        if let type = header.contentType { text += " \(HarmonyToken.constrain.text)\(type)" }
        text += HarmonyToken.message.text + ControlTokenEscape.escaped(message.content)
        return text + (header.isCall ? HarmonyToken.call : .end).text
    }
}
