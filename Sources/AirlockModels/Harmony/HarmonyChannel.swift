/// What an assistant's message is for.
public enum HarmonyChannel: String, Sendable, Hashable, CaseIterable {
    /// Reasoning: for the log, and back to the model between calls. Never an answer.
    case analysis
    /// Calls, and what is said about them on the way.
    case commentary
    /// The answer.
    case final
}
