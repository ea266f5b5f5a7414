/// The system message, in the words that gpt-oss was trained on.
public struct HarmonySystem: Sendable, Hashable {
    /// How much the model thinks before it answers.
    public enum Effort: String, Sendable, Hashable, CaseIterable { case low, medium, high }

    public var effort: Effort
    /// `2026-11-25`; nil keeps the prompt's beginning, and so the server's cache of it, the same from day to day.
    public var date: String?
    /// Whether a ``HarmonyDeveloper`` with functions follows.
    public var hasFunctions: Bool

    public init(effort: Effort, date: String?, hasFunctions: Bool) {
        self.effort = effort
        self.date = date
        self.hasFunctions = hasFunctions
    }

    public var message: HarmonyMessage {
        // Another identity belongs into the developer's instructions; this one is what the model knows.
        var lines = [
            "You are ChatGPT, a large language model trained by OpenAI.", "Knowledge cutoff: 2024-06",
        ]
        if let date { lines.append("Current date: \(date)") }
        lines += ["", "Reasoning: \(effort.rawValue)", ""]
        let channels = HarmonyChannel.allCases.map(\.rawValue).joined(separator: ", ")
        lines.append("# Valid channels: \(channels). Channel must be included for every message.")
        if hasFunctions { lines.append("Calls to these tools must go to the commentary channel: 'functions'.") }
        return HarmonyMessage(HarmonyHeader(.system), lines.joined(separator: "\n"))
    }
}
