public import AirlockCore
import Synchronization
import Testing

/// What every ``LanguageModel`` must do. A scripted one has to answer each request by its purpose and constraint.
public struct LanguageModelConformance: Sendable {
    private let model: any LanguageModel
    private let contextTokens: Int?

    /// - Parameter contextTokens: What the model takes at most; nil if it has no limit.
    public init(_ model: any LanguageModel, contextTokens: Int?) {
        self.model = model
        self.contextTokens = contextTokens
    }

    public func checkAll() async throws {
        try await answersAndSaysWhatItCost()
        try await handsOutTheTextAsItComes()
        try await stopsAtTheTokenLimit()
        try await keepsToAGrammar()
        try await keepsToASchema()
        try await repeatsItselfForOneSeed()
        try await tellsPromptsApartByTheirHash()
        try await stopsWhenCancelled()
        try await refusesWhatIsTooLong()
    }

    public func answersAndSaysWhatItCost() async throws {
        let profile = try await model.profile()
        let answer = try await model.answer(Self.request("hello", "Say hello.", maxTokens: 16))
        #expect(!answer.text.isEmpty)
        #expect(answer.use.purpose == "conformance.hello/1")
        #expect(answer.use.modelID == profile.modelID)
        #expect(answer.use.provider == profile.provider)
        #expect(answer.use.seed == 7)
        #expect(answer.use.usage.promptTokens > 0)
        #expect((1...16).contains(answer.use.usage.completionTokens))
    }

    public func handsOutTheTextAsItComes() async throws {
        let pieces = Mutex<[String]>([])
        let answer = try await model.answer(Self.request("count", "Count from one to ten in words.", maxTokens: 32)) {
            piece in pieces.withLock { $0.append(piece) }
        }
        #expect(pieces.withLock { $0.joined() } == answer.text)
        #expect(pieces.withLock { $0.count } > 1)
    }

    public func stopsAtTheTokenLimit() async throws {
        let answer = try await model.answer(Self.request("long", Self.longTask, maxTokens: 3))
        #expect(answer.isCut)
        #expect(answer.use.usage.completionTokens <= 3)
    }

    public func keepsToAGrammar() async throws {
        guard try await model.profile().takesGrammar else { return }
        var request = Self.request("grammar", "What colour is the sky? Write a poem about it.", maxTokens: 32)
        request.constraint = .grammar(#"root ::= "label " ("blue" | "green") "\n""#)
        let answer = try await model.answer(request)
        #expect(["label blue\n", "label green\n"].contains(answer.text))
        #expect(!answer.isCut)
    }

    public func keepsToASchema() async throws {
        let schema: JSONValue = [
            "type": "object", "additionalProperties": false, "required": ["city", "big"],
            "properties": ["city": ["type": "string", "maxLength": 20], "big": ["type": "boolean"]],
        ]
        var request = Self.request("schema", "Name one city.", maxTokens: 64)
        request.constraint = .schema(schema)
        let answer = try await model.answer(request)
        try JSONSchema(schema).check(JSONValue(parsing: answer.text), as: "answer")
    }

    /// The first answer may differ: it warms the prompt cache, and other batch sizes round otherwise.
    public func repeatsItselfForOneSeed() async throws {
        var request = Self.request("seed", "Invent a name for a ship.", maxTokens: 12)
        request.temperature = 0.9
        _ = try await model.answer(request)
        let texts = [try await model.answer(request).text, try await model.answer(request).text]
        #expect(texts[0] == texts[1])
    }

    public func tellsPromptsApartByTheirHash() async throws {
        let plain = Self.request("hello", "Say hello.", maxTokens: 4)
        var constrained = plain
        constrained.constraint = .schema(["type": "string", "maxLength": 5])
        let hashes = [
            try await model.answer(plain).use.promptHash, try await model.answer(plain).use.promptHash,
            try await model.answer(constrained).use.promptHash,
        ]
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] != hashes[2])
        #expect(hashes.allSatisfy { hash in hash.count == 64 && hash.allSatisfy(\.isHexDigit) })
    }

    /// Cancels at the first piece of a long answer: the call must end with `.cancelled`, and the model be free again soon.
    public func stopsWhenCancelled() async throws {
        let running = Mutex<Task<ModelAnswer, any Error>?>(nil)
        let (isSet, setIt) = AsyncStream.makeStream(of: Void.self)
        let model = model
        let task = Task {
            for await _ in isSet { break }
            return try await model.answer(Self.request("long", Self.longTask, maxTokens: 2_000)) { _ in
                running.withLock { $0?.cancel() }
            }
        }
        running.withLock { $0 = task }
        setIt.yield()
        let cancelled = ContinuousClock.now
        let error = await #expect(throws: AirlockError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        _ = try await model.answer(Self.request("hello", "Say hello.", maxTokens: 2))
        // 2,000 tokens would take a minute and more; the next answer has no need to wait for them.
        #expect(.now - cancelled < .seconds(20))
    }

    public func refusesWhatIsTooLong() async throws {
        guard let contextTokens else { return }
        let text = String(repeating: "word ", count: contextTokens + 100)
        let error = await #expect(throws: AirlockError.self) {
            try await model.answer(Self.request("overflow", text, maxTokens: 4))
        }
        #expect(error?.code == .limitExceeded)
    }

    private static let longTask = "Write a long story about a lighthouse, at least forty paragraphs."

    private static func request(_ purpose: String, _ text: String, maxTokens: Int) -> ModelRequest {
        ModelRequest(
            purpose: "conformance.\(purpose)/1", messages: [ModelMessage(.user, text)], constraint: .none,
            maxTokens: maxTokens, seed: 7)
    }
}
