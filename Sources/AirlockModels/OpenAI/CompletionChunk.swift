/// What we read of a chat completion, or of one chunk of a streamed one. Unknown members are ignored, and every member may
/// be missing: servers differ.
struct CompletionChunk: Decodable {
    struct Choice: Decodable {
        var index: Int?
        /// In a chunk.
        var delta: Message?
        /// In a completion that was not streamed.
        var message: Message?
        var finishReason: String?

        enum CodingKeys: String, CodingKey {
            case index, delta, message
            case finishReason = "finish_reason"
        }
    }

    struct Message: Decodable {
        var content: String?
        /// Reasoning, as llama-server, vLLM and others call it.
        var reasoningContent: String?
        /// Reasoning, as Groq, Cerebras, Ollama and LM Studio call it.
        var reasoning: String?
        var toolCalls: [ToolCall]?

        enum CodingKeys: String, CodingKey {
            case content, reasoning
            case reasoningContent = "reasoning_content"
            case toolCalls = "tool_calls"
        }
    }

    /// One call, or a piece of it.
    struct ToolCall: Decodable {
        struct Function: Decodable {
            var name: String?
            var arguments: String?
        }

        /// Which call of the answer this is; some servers leave it out.
        var index: Int?
        var id: String?
        var function: Function?
    }

    /// What llama-server's own `/completion` says, all at the top.
    struct Raw: Decodable {
        var content: String
        var stop: Bool?
        var stopType: String?
        var promptTokens: Int?
        var completionTokens: Int?

        enum CodingKeys: String, CodingKey {
            case content, stop
            case stopType = "stop_type"
            case promptTokens = "tokens_evaluated"
            case completionTokens = "tokens_predicted"
        }
    }

    struct TokenCount: Decodable {
        var prompt: Int?
        var completion: Int?

        enum CodingKeys: String, CodingKey {
            case prompt = "prompt_tokens"
            case completion = "completion_tokens"
        }
    }

    var model: String?
    var choices: [Choice]?
    var usage: TokenCount?
    /// The server's build, or whatever it calls its configuration.
    var fingerprint: String?
    var error: CompletionFailure?
    /// Nil for a chat completion.
    var raw: Raw?

    private struct GroqExtras: Decodable { var usage: TokenCount? }

    enum CodingKeys: String, CodingKey {
        case model, choices, usage, error
        case fingerprint = "system_fingerprint"
        /// Where Groq counts the tokens of a stream.
        case groq = "x_groq"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decodeIfPresent(String.self, forKey: .model)
        choices = try container.decodeIfPresent([Choice].self, forKey: .choices)
        let groq = try? container.decodeIfPresent(GroqExtras.self, forKey: .groq)
        usage = try container.decodeIfPresent(TokenCount.self, forKey: .usage) ?? groq?.usage
        fingerprint = try? container.decodeIfPresent(String.self, forKey: .fingerprint)
        error = try container.decodeIfPresent(CompletionFailure.self, forKey: .error)
        raw = choices == nil ? try? Raw(from: decoder) : nil
    }
}

/// The `error` member of an answer. Some servers send a bare text in its place.
struct CompletionFailure: Decodable {
    var message: String
    var type: String?

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            message = text
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? "no message"
        // OpenAI names the kind in `code`, llama-server in `type`, where its `code` is a number.
        let code = try? container.decodeIfPresent(String.self, forKey: .code)
        type = code ?? (try? container.decodeIfPresent(String.self, forKey: .type)) ?? nil
    }

    enum CodingKeys: String, CodingKey {
        case message, type, code
    }
}
