/// Who says something to whom, and for what.
public struct HarmonyHeader: Sendable, Hashable {
    public enum Author: Sendable, Hashable {
        case system, developer, user, assistant
        /// By its whole name, e.g. `functions.read`.
        case tool(HarmonyName)
    }

    public var author: Author
    /// Nil where there is none: only assistants and tools have one. In what a model wrote, also where it said none that
    /// is known.
    public var channel: HarmonyChannel?
    /// For a call, the tool; for what a tool says, `assistant`.
    public var recipient: HarmonyName?
    public var contentType: HarmonyName?

    public init(
        _ author: Author, channel: HarmonyChannel? = nil, recipient: HarmonyName? = nil, contentType: HarmonyName? = nil
    ) {
        self.author = author
        self.channel = channel
        self.recipient = recipient
        self.contentType = contentType
    }

    /// Whether an assistant's message is meant for a tool.
    var isCall: Bool { author == .assistant && recipient != nil }
}

/// One message of a conversation in harmony, the format that gpt-oss was trained on (OpenAI, "harmony response format").
public struct HarmonyMessage: Sendable, Hashable {
    public var header: HarmonyHeader
    public var content: String

    public init(_ header: HarmonyHeader, _ content: String) {
        self.header = header
        self.content = content
    }

    public static func user(_ text: String) -> Self { Self(HarmonyHeader(.user), text) }
    public static func analysis(_ text: String) -> Self { Self(HarmonyHeader(.assistant, channel: .analysis), text) }
    /// Said to the user before or between calls.
    public static func commentary(_ text: String) -> Self {
        Self(HarmonyHeader(.assistant, channel: .commentary), text)
    }
    public static func final(_ text: String) -> Self { Self(HarmonyHeader(.assistant, channel: .final), text) }

    /// - Parameter arguments: JSON.
    public static func call(_ tool: HarmonyName, _ arguments: String) -> Self {
        Self(HarmonyHeader(.assistant, channel: .commentary, recipient: tool, contentType: .json), arguments)
    }

    /// What a tool answered.
    public static func result(of tool: HarmonyName, _ text: String) -> Self {
        Self(HarmonyHeader(.tool(tool), channel: .commentary, recipient: .assistant), text)
    }
}
