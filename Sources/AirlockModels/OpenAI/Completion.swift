import AirlockCore
import Foundation

/// An answer as it grows, chunk by chunk.
struct Completion {
    private(set) var text = ""
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
        guard let choice = chunk.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return "" }
        finishReason = choice.finishReason ?? finishReason
        let added = choice.delta?.content ?? choice.message?.content ?? ""
        text += added
        return added
    }
}
