/// What a ``HarmonyParser`` finds, in the order of the text.
public enum HarmonyEvent: Sendable, Hashable {
    case opened(HarmonyHeader)
    /// More of the open message's content; never empty.
    case text(String)
    case closed(HarmonyEnding)
    /// Something was not as the format has it, and was read all the same.
    case repaired(HarmonyRepair)
}

/// How a message ended.
public enum HarmonyEnding: Sendable, Hashable {
    case end, call, returned
    /// The text ended first. Whether the message is whole only the server can tell.
    case cut
}

/// What was wrong with a text; for the log.
public enum HarmonyRepair: String, Sendable, Hashable, CaseIterable {
    case missingStart = "missing_start"
    case doubledStart = "doubled_start"
    case doubledRole = "doubled_role"
    case unknownRole = "unknown_role"
    case missingChannel = "missing_channel"
    case doubledChannel = "doubled_channel"
    /// Near enough to a channel's name to be taken for it, or glued to something.
    case misspeltChannel = "misspelt_channel"
    case unknownChannel = "unknown_channel"
    /// A recipient without `to=`, or the assistant writing to itself.
    case oddRecipient = "odd_recipient"
    /// A content type without its token.
    case missingConstrain = "missing_constrain"
    /// Words in a header that mean nothing.
    case strayWords = "stray_words"
    case missingMessage = "missing_message"
    case missingEnd = "missing_end"
    /// A token where it means nothing.
    case strayToken = "stray_token"
    /// Text between two messages.
    case strayText = "stray_text"
    /// A header that nothing followed.
    case abandonedHeader = "abandoned_header"
    /// The model wrote somebody else's message; it and all that followed was dropped.
    case forgedAuthor = "forged_author"
    /// The model went on behind the end of its turn; that was dropped.
    case textAfterEnd = "text_after_end"
    /// The server left out all tokens.
    case strippedTokens = "stripped_tokens"
}
