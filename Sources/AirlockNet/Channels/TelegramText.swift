import AirlockCore

/// Text of messages. It is sent as it is, without any markup that Telegram would interpret.
enum TelegramText {
    /// The text, or its beginning with a word on how much is missing.
    static func fit(_ text: String) -> String {
        guard text.utf16.count > TelegramChannel.mostText else { return text }
        // Room for the sentence below.
        let room = TelegramChannel.mostText - 100
        var units = 0
        let kept = text.prefix { character in
            units += character.utf16.count
            return units <= room
        }
        return "\(kept)\n[… \(text.count - kept.count) more characters: see the page, or airlock approvals show]"
    }

    /// What a question's message says when it is settled.
    static func closed(_ text: String, _ state: WaitingQuestion.State) -> String {
        let ending =
            switch state {
            case .previewing, .waiting: "waiting"
            case .approved: "✅ approved"
            case .rejected: "❌ rejected"
            case .expired: "⌛ nobody answered in time: rejected"
            case .withdrawn: "withdrawn"
            }
        return fit("\(ending)\n\n\(text)")
    }
}
