public import AirlockCore

/// What a provider was seen to do, as against what it claims. Nil is unknown, and unknown speaks against nobody.
public struct ProbeResult: Sendable, Hashable, Codable {
    public var provider: String
    public var modelID: String
    public var at: Timestamp
    /// Tokens of the longest prompt out of whose every part the model could still say what stood there.
    public var effectiveContext: Int?
    /// Whether a prompt twice as long was seen to lose something; nil or false: nobody tried, and longer ones may do as well.
    public var contextEnds: Bool?
    /// Whether an answer fitted a schema that nothing in the prompt asked for.
    public var enforcesSchema: Bool?
    /// Whether text came in pieces before the answer was over.
    public var streams: Bool?
    /// Whether one seed gave one answer.
    public var repeatsForSeed: Bool?
    /// Whether the same prompt began to be answered in less than half the time the second time.
    public var cachesPrompts: Bool?
    /// Whether it called the one right tool of two with the right argument.
    public var callsTools: Bool?
    /// While it generated.
    public var tokensPerSecond: Double?

    public init(provider: String, modelID: String, at: Timestamp) {
        self.provider = provider
        self.modelID = modelID
        self.at = at
    }

    enum CodingKeys: String, CodingKey {
        case provider, at, streams
        case modelID = "model_id"
        case effectiveContext = "effective_context"
        case contextEnds = "context_ends"
        case enforcesSchema = "enforces_schema"
        case repeatsForSeed = "repeats_for_seed"
        case cachesPrompts = "caches_prompts"
        case callsTools = "calls_tools"
        case tokensPerSecond = "tokens_per_second"
    }

    /// Whether what was seen speaks against asking this.
    func doubts(_ request: ModelRequest) -> Bool {
        if contextEnds == true, let effectiveContext, request.roughTokens > effectiveContext { return true }
        if case .schema = request.constraint, enforcesSchema == false { return true }
        return false
    }
}

extension ModelRequest {
    /// Of prompt and answer together. A token of English text has four bytes or a little more, one of code or Russian three;
    /// that is near enough for a doubt.
    var roughTokens: Int {
        let spoken = messages.reduce(maxTokens) { $0 + $1.content.utf8.count / 4 + 4 }
        return rounds.reduce(spoken) { sum, round in
            let texts = [round.reasoning, round.text] + round.calls.map(\.writtenArguments) + round.results
            return texts.reduce(sum) { $0 + $1.utf8.count / 4 + 4 }
        }
    }
}
