public import AirlockCore
import Synchronization

/// Finds out what a provider really does, with a few small questions. A question that fails leaves its answer unknown.
public struct ModelProbe: Sendable {
    private let provider: RoutedProvider
    private let world: World
    private let longestContext: Int

    /// A prompt that takes longer is the longest one: the next would take twice as long or more, on a processor many minutes.
    private static let patience: Int64 = 60_000

    /// - Parameter longestContext: Tokens of the longest prompt that is tried.
    public init(_ provider: RoutedProvider, world: World, longestContext: Int) {
        self.provider = provider
        self.world = world
        self.longestContext = longestContext
    }

    /// - Parameter progress: What is being tried.
    /// - Throws: `.unavailable` if the provider doesn't answer at all, `.cancelled`.
    public func run(_ progress: @Sendable (String) -> Void) async throws -> ProbeResult {
        let profile = try await provider.model.profile()
        var result = ProbeResult(provider: provider.name, modelID: profile.modelID, at: world.now())
        progress("speed and streaming")
        let spoken = try await ask("speed", Self.story, tokens: 48)
        result.streams = spoken.pieces > 1
        result.tokensPerSecond = spoken.tokensPerSecond
        progress("schema")
        result.enforcesSchema = try await unlessFailed { try await enforcesSchema() }
        progress("tool calls")
        result.callsTools = try await unlessFailed { try await callsTools() }
        progress("repeatability")
        result.repeatsForSeed = try await unlessFailed { try await repeats() }
        progress("prompt cache")
        result.cachesPrompts = try await unlessFailed { try await caches() } ?? nil
        var size = 1024
        while size <= longestContext {
            progress("context of \(size) tokens")
            let start = world.now().millisecondsSince1970
            let isFound = try await unlessFailed { try await findsNeedles(in: size) }
            guard isFound == true else {
                // A failure says nothing of what the model would have seen.
                result.contextEnds = isFound == false ? true : nil
                break
            }
            result.effectiveContext = size
            guard world.now().millisecondsSince1970 - start <= Self.patience else { break }
            size *= 2
        }
        return result
    }

    private struct Spoken: Sendable {
        var text: String
        var pieces: Int
        var firstAfter: Int64
        var tokensPerSecond: Double?
    }

    private func ask(
        _ name: String, _ text: String, tokens: Int, schema: JSONValue? = nil, temperature: Double = 0
    ) async throws -> Spoken {
        let request = ModelRequest(
            purpose: "probe.\(name)/1", messages: [ModelMessage(.user, text)],
            constraint: schema.map { .schema($0) } ?? .none, maxTokens: tokens, temperature: temperature, seed: 11)
        let times = Mutex<[Int64]>([])
        let start = world.now().millisecondsSince1970
        let answer = try await provider.model.answer(request) { [world] _ in
            times.withLock { $0.append(world.now().millisecondsSince1970) }
        }
        let seen = times.withLock { $0 }
        let span = (seen.last ?? start) - (seen.first ?? start)
        let count = answer.use.usage.completionTokens
        return Spoken(
            text: answer.text, pieces: seen.count, firstAfter: (seen.first ?? start) - start,
            tokensPerSecond: span > 0 && count > 1 ? Double(count - 1) * 1000 / Double(span) : nil)
    }

    /// The prompt asks for prose; only a server that enforces the schema answers with the object.
    private func enforcesSchema() async throws -> Bool {
        let schema: JSONValue = [
            "type": "object", "additionalProperties": false, "required": ["colour"],
            "properties": ["colour": ["enum": ["violet", "amber"]]],
        ]
        let text = try await ask("schema", "Say in one sentence what the weather is like.", tokens: 40, schema: schema)
            .text
        guard let value = try? JSONValue(parsing: text) else { return false }
        return (try? JSONSchema(schema).check(value, as: "answer")) != nil
    }

    private func callsTools() async throws -> Bool {
        func tool(_ name: String, _ summary: String) -> ModelTool {
            ModelTool(
                name: name, summary: summary,
                parameters: [
                    "type": "object", "additionalProperties": false, "required": ["path"],
                    "properties": ["path": ["type": "string", "maxLength": 60]],
                ])
        }
        var request = ModelRequest(
            purpose: "probe.tools/2", messages: [ModelMessage(.user, "Show me what is in notes/today.txt.")],
            constraint: .none, maxTokens: 400, seed: 11)
        request.tools = [
            tool("delete_file", "Removes the file at path."), tool("read_file", "Shows what is in the file at path."),
        ]
        let calls = try await provider.model.answer(request).calls
        return calls.map(\.name) == ["read_file"] && calls[0].arguments == ["path": "notes/today.txt"]
    }

    private func repeats() async throws -> Bool {
        // The first answer may differ: it warms the cache, and other batch sizes round otherwise.
        _ = try await ask("seed", "Invent a name for a ship.", tokens: 12, temperature: 0.9)
        let texts = [
            try await ask("seed", "Invent a name for a ship.", tokens: 12, temperature: 0.9).text,
            try await ask("seed", "Invent a name for a ship.", tokens: 12, temperature: 0.9).text,
        ]
        return texts[0] == texts[1]
    }

    /// Nil if the prompt is read so fast that nothing can be said.
    private func caches() async throws -> Bool? {
        let text = Self.haystack(tokens: 700, salt: world.newID("probe")) + "\nSay yes."
        let first = try await ask("cache", text, tokens: 4).firstAfter
        let second = try await ask("cache", text, tokens: 4).firstAfter
        return first < 100 ? nil : second * 2 < first
    }

    /// Whether what stands at the beginning, in the middle and near the end of so long a prompt can still be said. A server
    /// that silently cuts its context loses the beginning.
    private func findsNeedles(in tokens: Int) async throws -> Bool {
        for (fraction, word) in [(0.02, "walrus"), (0.5, "harbour"), (0.9, "lantern")] {
            let pile = Self.haystack(tokens: tokens - 100, salt: "").split(separator: "\n")
            let place = Int(Double(pile.count) * fraction)
            let lines = pile[..<place] + ["The secret word is \(word)."] + pile[place...]
            let question = lines.joined(separator: "\n") + "\nWhat is the secret word? Answer with the word alone."
            guard try await ask("context", question, tokens: 8).text.lowercased().contains(word) else { return false }
        }
        return true
    }

    /// About so many tokens of lines that say nothing: twelve tokens each, measured with the tokenizers of Qwen and gpt-oss.
    private static func haystack(tokens: Int, salt: String) -> String {
        (0..<max(1, tokens / 12)).map { "\(salt)Box \($0) holds \(($0 * 7919) % 97) nails of iron." }
            .joined(separator: "\n")
    }

    private static let story = "Write a story about a lighthouse and a storm, in plain words."

    /// - Throws: `.cancelled` only.
    private func unlessFailed<T: Sendable>(_ work: () async throws -> T) async throws -> T? {
        do {
            return try await work()
        } catch {
            if AirlockError(error, otherwise: .backendFailed).code == .cancelled { throw error }
            return nil
        }
    }
}
