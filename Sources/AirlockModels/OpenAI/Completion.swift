import AirlockCore
import Foundation

/// An answer as it grows, chunk by chunk.
struct Completion {
    private(set) var text = ""
    /// What the server kept apart as reasoning.
    private(set) var reasoning = ""
    /// What the server calls its model.
    private(set) var modelID: String?
    /// What the server calls its build.
    private(set) var serverBuild: String?
    private(set) var promptTokens = 0
    private(set) var completionTokens = 0
    /// What the server read as calls, in order.
    private(set) var calls: [Call] = []
    /// Why the server stopped; nil as long as it has not.
    private(set) var finishReason: String?

    /// A call as it was written.
    struct Call: Hashable {
        var id: String
        var name: String
        var arguments: String
        /// The server's number of it.
        fileprivate(set) var index: Int?

        init(id: String, name: String, arguments: String) {
            self.id = id
            self.name = name
            self.arguments = arguments
        }
    }

    /// An answer with more calls is none that anybody asked for.
    private static let mostCalls = 64

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
        serverBuild = chunk.fingerprint.map { String($0.prefix(100)) } ?? serverBuild
        promptTokens = max(0, chunk.usage?.prompt ?? promptTokens)
        completionTokens = max(0, chunk.usage?.completion ?? completionTokens)
        if let raw = chunk.raw { return add(raw) }
        guard let choice = chunk.choices?.first(where: { ($0.index ?? 0) == 0 }) else { return "" }
        finishReason = choice.finishReason ?? finishReason
        let message = choice.delta ?? choice.message
        reasoning += message?.reasoningContent ?? message?.reasoning ?? ""
        for piece in message?.toolCalls ?? [] { try add(piece, from: server) }
        let added = message?.content ?? ""
        text += added
        return added
    }

    /// A piece belongs to the call with its number. Without numbers, one that has a name begins another call.
    private mutating func add(_ piece: CompletionChunk.ToolCall, from server: String) throws(AirlockError) {
        var known: Int?
        if let index = piece.index {
            known = calls.lastIndex { $0.index == index }
        } else if piece.function?.name == nil {
            known = calls.indices.last
        }
        if let known {
            calls[known].name += piece.function?.name ?? ""
            calls[known].arguments += piece.function?.arguments ?? ""
            return
        }
        guard calls.count < Self.mostCalls else {
            throw AirlockError(.limitExceeded, "\(server) sent more than \(Self.mostCalls) calls in one answer")
        }
        var call = Call(
            id: piece.id ?? "", name: piece.function?.name ?? "", arguments: piece.function?.arguments ?? "")
        call.index = piece.index
        calls.append(call)
    }

    private mutating func add(_ raw: CompletionChunk.Raw) -> String {
        promptTokens = max(0, raw.promptTokens ?? promptTokens)
        completionTokens = max(0, raw.completionTokens ?? completionTokens)
        if raw.stop == true { finishReason = raw.stopType == "limit" ? "length" : "stop" }
        text += raw.content
        return raw.content
    }
}
