import AirlockCore

/// The two buttons below a question, and what a press on one means.
struct TelegramButtons {
    /// Bytes that a button may carry (Bot API, InlineKeyboardButton).
    private static let mostData = 64

    private let question: String
    private let shortHash: String

    /// Nil if the question doesn't fit into a button.
    init?(_ notice: QuestionNotice) {
        question = notice.question
        shortHash = notice.shortHash
        guard data(true).utf8.count <= Self.mostData, !question.contains(":") else { return nil }
    }

    var markup: JSONValue {
        [
            "inline_keyboard": [
                [
                    ["text": "✅ Approve", "callback_data": .string(data(true))],
                    ["text": "❌ Reject", "callback_data": .string(data(false))],
                ]
            ]
        ]
    }

    private func data(_ isGranted: Bool) -> String { "\(isGranted ? "a" : "r"):\(question):\(shortHash)" }

    /// Nil for what no button of ours carries.
    static func answer(_ data: String, by user: Int64) -> ChannelAnswer? {
        let parts = data.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, ["a", "r"].contains(parts[0]), !parts[1].isEmpty,
            parts[2].utf8.count == QuestionNotice.shortHashLength
        else { return nil }
        return ChannelAnswer(
            question: parts[1], shortHash: parts[2], granted: parts[0] == "a", by: "telegram user \(user)")
    }
}
