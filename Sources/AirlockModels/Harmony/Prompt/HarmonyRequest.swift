import AirlockCore
import Synchronization

extension ModelRequest {
    /// The version of what ``harmonyConversation`` makes of a request; a change of its text makes it another.
    static let harmonyTemplate = "harmony/1"

    /// The request as a conversation: what it tells the system is the developer's word in harmony.
    /// - Throws: `.invalidRequest` for a tool whose name can't be in a prompt.
    func harmonyConversation() throws(AirlockError) -> HarmonyConversation {
        var answer: JSONValue?
        if case .schema(let schema) = constraint { answer = schema }
        let instructions = messages.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n")
        let developer = HarmonyDeveloper(instructions: instructions, functions: try functions(), answer: answer)
        let system = HarmonySystem(effort: .low, date: nil, hasFunctions: !tools.isEmpty).message
        var spoken = [system] + [developer.message].compactMap { $0 }
        for message in messages where message.role != .system {
            for round in message.rounds { spoken += try Self.messages(of: round) }
            if message.role == .user {
                spoken.append(.user(message.content))
            } else if message.isSpoken {
                spoken.append(.final(message.content))
            }
        }
        for round in rounds { spoken += try Self.messages(of: round) }
        return HarmonyConversation(spoken)
    }

    /// The tools, with the namespace that the model knows them in.
    func functions() throws(AirlockError) -> [HarmonyFunction] {
        try tools.map { tool throws(AirlockError) in
            try HarmonyFunction(name: tool.name, summary: tool.summary, parameters: tool.parameters)
        }
    }

    /// Thoughts first: the model sees them again until it has answered.
    private static func messages(of round: ModelRound) throws(AirlockError) -> [HarmonyMessage] {
        var messages: [HarmonyMessage] = []
        if !round.reasoning.isEmpty { messages.append(.analysis(round.reasoning)) }
        if !round.text.isEmpty { messages.append(.commentary(round.text)) }
        for (call, result) in zip(round.calls, round.results) {
            let name = try HarmonyName(function: call.name)
            messages += [.call(name, call.writtenArguments), .result(of: name, result)]
        }
        return messages
    }

    /// The body of llama-server's `POST /completion`.
    /// - Throws: As ``harmonyConversation()``.
    func harmonyBody() throws(AirlockError) -> JSONValue {
        var body: [String: JSONValue] = [
            "prompt": .string(try harmonyConversation().prompt), "stream": true, "cache_prompt": true,
            "n_predict": .integer(Int64(maxTokens)), "temperature": .number(temperature), "seed": .integer(Int64(seed)),
            // It leaves control tokens out of its text, but for those that it is told to keep.
            "preserved_tokens": .array(HarmonyToken.allCases.map { .string($0.text) }),
        ]
        if let grammar = harmonyGrammar { body["grammar"] = .string(grammar) }
        return .object(body)
    }

    /// A grammar over the final message's body only: before it the model may think as it likes. A schema that makes no
    /// grammar is left to the check of the answer.
    private var harmonyGrammar: String? {
        // It would forbid the calls.
        guard tools.isEmpty else { return nil }
        return switch constraint {
        case .none: nil
        case .grammar(let text): HarmonyGrammar.around(text)
        case .schema(let schema): (try? SchemaGrammar(schema)).map { HarmonyGrammar.around($0.text) }
        }
    }
}

extension ModelCall {
    /// As the model wrote them, if they were refused.
    var writtenArguments: String { arguments.string ?? arguments.canonicalText }
}

/// Hands out the text of the final message as it comes, and nothing else.
final class HarmonyFinalText: Sendable {
    private struct State {
        var parser = HarmonyParser(.completion)
        var isFinal = false
    }

    private let state = Mutex(State())
    private let onText: @Sendable (String) -> Void

    init(_ onText: @escaping @Sendable (String) -> Void) { self.onText = onText }

    @Sendable func take(_ piece: String) {
        let texts = state.withLock { state in
            state.parser.feed(piece.utf8).compactMap { event in
                switch event {
                case .opened(let header): state.isFinal = header.channel == .final && !header.isCall
                case .text(let text) where state.isFinal: return text
                case .text, .closed, .repaired: break
                }
                return nil
            }
        }
        for text in texts { onText(text) }
    }
}
