/// What a model's turn came to.
public struct HarmonyAnswer: Sendable, Hashable {
    /// The messages of the turn, for the conversation's next prompt.
    public let messages: [HarmonyMessage]
    /// For the log; never an answer.
    public let reasoning: String
    /// Said to the user on the way to a call.
    public let commentary: String
    /// The answer; nil if the model gave none.
    public let text: String?
    /// In order. None that the limit of tokens cut off.
    public let calls: [HarmonyCall]
    /// What was wrong with the text and read all the same, in order.
    public let repairs: [HarmonyRepair]

    /// - Parameter isCut: Whether the server stopped before the model did. A last message without a token at its end is
    ///   whole otherwise: servers keep the last token to themselves.
    public init(_ events: [HarmonyEvent], isCut: Bool) {
        var reader = Reader()
        for event in events { reader.take(event, isCut: isCut) }
        reader.splitStripped()
        repairs = reader.repairs
        calls = reader.calls
        // Where nothing is marked as the answer, the last message without a channel is it.
        let mayAnswer = reader.calls.isEmpty && !reader.messages.contains { $0.header.isAnswer }
        let unmarked = mayAnswer ? reader.messages.lastIndex { $0.header.isUnmarked } : nil
        messages = reader.messages.enumerated().map { index, message in
            var marked = message
            if message.header.channel == nil {
                marked.header.channel = message.header.isCall ? .commentary : index == unmarked ? .final : .analysis
            }
            return marked
        }
        let finals = messages.filter(\.header.isAnswer).map(\.content)
        text = finals.isEmpty ? nil : finals.joined(separator: "\n\n")
        reasoning = Self.texts(messages, of: .analysis)
        commentary = Self.texts(messages, of: .commentary)
    }

    private static func texts(_ messages: [HarmonyMessage], of channel: HarmonyChannel) -> String {
        let found = messages.filter { $0.header.channel == channel && !$0.header.isCall }
        return found.map(\.content).joined(separator: "\n\n")
    }

    /// Reads a whole turn.
    public init(_ text: String, isCut: Bool) {
        var parser = HarmonyParser(.completion)
        self.init(parser.feed(text.utf8) + parser.finish(), isCut: isCut)
    }

    /// Whether text has tokens of the format in it, as some servers leave them in an answer.
    static func isIn(_ text: String) -> Bool {
        text.contains(HarmonyToken.message.text) || text.contains(HarmonyToken.channel.text)
    }
}

/// Puts messages together.
private struct Reader {
    private(set) var messages: [HarmonyMessage] = []
    private(set) var calls: [HarmonyCall] = []
    private(set) var repairs: [HarmonyRepair] = []
    private var open: HarmonyMessage?

    mutating func take(_ event: HarmonyEvent, isCut: Bool) {
        switch event {
        case .opened(let header): open = HarmonyMessage(header, "")
        case .text(let text): open?.content += text
        case .repaired(let repair): repairs.append(repair)
        case .closed(let ending):
            guard let message = open else { return }
            open = nil
            messages.append(message)
            let isWhole = ending != .cut || !isCut
            if isWhole, message.header.isCall, let recipient = message.header.recipient {
                calls.append(HarmonyCall(recipient: recipient, text: message.content))
            }
        }
    }

    /// A server that leaves out all tokens makes one text of `analysis…assistantfinal…`.
    mutating func splitStripped() {
        let mark = "assistantfinal"
        guard messages.count == 1, messages[0].header.author == .assistant, !messages[0].header.isCall,
            repairs.contains(.missingMessage), repairs.contains(.missingChannel)
        else { return }
        var text = messages[0].content[...]
        let thought = "analysis"
        if text.hasPrefix(thought), let end = text.lastRange(of: mark) {
            messages = [
                .analysis(String(text[text.index(text.startIndex, offsetBy: thought.count)..<end.lowerBound])),
                .final(String(text[end.upperBound...])),
            ]
        } else if text.hasPrefix(mark) {
            text = text.dropFirst(mark.count)
            messages = [.final(String(text))]
        } else {
            return
        }
        repairs.append(.strippedTokens)
    }
}

extension HarmonyHeader {
    fileprivate var isAnswer: Bool { channel == .final && !isCall }
    fileprivate var isUnmarked: Bool { channel == nil && !isCall }
}

extension Substring {
    fileprivate func lastRange(of mark: String) -> Range<Index>? { ranges(of: mark).last }
}
