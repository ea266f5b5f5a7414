import AirlockCore
import Synchronization

extension ModelRequest {
    /// The request as a conversation: what it tells the system is the developer's word in harmony.
    var harmonyConversation: HarmonyConversation {
        var answer: JSONValue?
        if case .schema(let schema) = constraint { answer = schema }
        let instructions = messages.filter { $0.role == .system }.map(\.content).joined(separator: "\n\n")
        let developer = HarmonyDeveloper(instructions: instructions, functions: [], answer: answer)
        let spoken = messages.compactMap { message in
            switch message.role {
            case .system: nil as HarmonyMessage?
            case .user: .user(message.content)
            case .assistant: .final(message.content)
            }
        }
        let system = HarmonySystem(effort: .low, date: nil, hasFunctions: false).message
        return HarmonyConversation([system] + [developer.message].compactMap { $0 } + spoken)
    }

    /// The body of llama-server's `POST /completion`.
    var harmonyBody: JSONValue {
        var body: [String: JSONValue] = [
            "prompt": .string(harmonyConversation.prompt), "stream": true, "cache_prompt": true,
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
        switch constraint {
        case .none: nil
        case .grammar(let text): HarmonyGrammar.around(text)
        case .schema(let schema): (try? SchemaGrammar(schema)).map { HarmonyGrammar.around($0.text) }
        }
    }
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
