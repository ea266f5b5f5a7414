import AirlockCore
import Foundation

/// An answer as it grows, chunk by chunk.
struct Completion {
    private(set) var text = ""
    /// What the server kept apart as reasoning.
    private(set) var reasoning = ""
    /// What the server calls its model.
    private(set) var modelID: String?
    private(set) var promptTokens = 0
    private(set) var completionTokens = 0
    /// Why the server stopped; nil as long as it has not.
    private(set) var finishReason: String?

    var isCut: Bool { finishReason == "length" }

    /// Takes one chunk, or a whole completion, as JSON.
    /// - Returns: The text that it added.
    /// - Throws: `.backendFailed` for what is no chunk, or whatever the error in it means.
    mutating func add(json: some Collection<UInt8>, from server: String) throws(AirlockError) -> String {
        let chunk: CompletionChunk
        do {
            chunk = try JSONDecoder().decode(CompletionChunk.self, from: Data(json))
        } catch {
            throw AirlockError(
                .backendFailed, "\(server) sent something that is no chat completion",
                hint: "Check that base_url leads to an OpenAI-compatible server.", cause: error)
        }
        if let failure = chunk.error { throw ServerFailure(server: server, status: 200, failure: failure).asError }
        modelID = chunk.model ?? modelID
        promptTokens = max(0, chunk.usage?.prompt ?? promptTokens)
        completionTokens = max(0, chunk.usage?.completion ?? completionTokens)
        if let raw = chunk.raw { return add(raw) }
        guard let choice = chunk.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return "" }
        finishReason = choice.finishReason ?? finishReason
        let message = choice.delta ?? choice.message
        reasoning += message?.reasoningContent ?? message?.reasoning ?? ""
        let added = message?.content ?? ""
        text += added
        return added
    }

    private mutating func add(_ raw: CompletionChunk.Raw) -> String {
        promptTokens = max(0, raw.promptTokens ?? promptTokens)
        completionTokens = max(0, raw.completionTokens ?? completionTokens)
        if raw.stop == true { finishReason = raw.stopType == "limit" ? "length" : "stop" }
        text += raw.content
        return raw.content
    }
}
