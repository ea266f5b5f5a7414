/// Where servers of chat completions differ in what they take.
public struct ChatDialect: Sendable, Hashable {
    /// The member of an assistant's message by which a model gets its own reasoning back between calls; nil: it isn't sent, as
    /// some servers refuse members that they don't know.
    public var reasoningMember: String?
    /// Whether a tool has to say `strict: true`, as Cerebras wants it.
    public var wantsStrictTools: Bool

    public init(reasoningMember: String? = nil, wantsStrictTools: Bool = false) {
        self.reasoningMember = reasoningMember
        self.wantsStrictTools = wantsStrictTools
    }
}
