/// A function that a model may ask to be called.
public struct ModelTool: Sendable, Hashable {
    /// 1…64 letters, digits, `_` and `-`.
    public var name: String
    public var summary: String
    /// The JSON Schema of its one argument, an object. A call that doesn't fit is never given to anybody.
    public var parameters: JSONValue

    public init(name: String, summary: String, parameters: JSONValue) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
    }

    /// What ``canBeNamed(_:)`` asks for, as the end of a sentence.
    public static let nameRule = "is not 1 to 64 letters, digits, _ and - of ASCII"

    public static func canBeNamed(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}

/// A call that a model asks for: data, and permission for nothing.
public struct ModelCall: Sendable, Hashable {
    /// The server's, or made up; no two of one answer are the same.
    public var id: String
    public var name: String
    /// Fits the tool's schema. Of a ``RefusedCall``: what the model wrote, as a string.
    public var arguments: JSONValue

    public init(id: String, name: String, arguments: JSONValue) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// A call that names no tool, or whose arguments don't fit.
public struct RefusedCall: Sendable, Hashable {
    public var call: ModelCall
    /// In words that help the model to mend it.
    public var reason: String

    public init(call: ModelCall, reason: String) {
        self.call = call
        self.reason = reason
    }
}

/// What a model asked for since the user's last word, and what came of it.
public struct ModelRound: Sendable, Hashable {
    /// What it thought before it called. It is given back to the model as long as this turn lasts, as it was trained, and is
    /// never part of an answer.
    public var reasoning: String
    /// What it said to the user meanwhile.
    public var text: String
    public var calls: [ModelCall]
    /// Of each call.
    public var results: [String]

    public init(reasoning: String, text: String, calls: [ModelCall], results: [String]) {
        self.reasoning = reasoning
        self.text = text
        self.calls = calls
        self.results = results
    }
}

extension LanguageModel {
    /// Asks for an answer or for calls of the request's tools. If not one call can be made, it goes back once with the reason.
    /// - Returns: Every try, in order; the last one holds the answer or the calls. Each belongs into the log.
    /// - Throws: `.backendFailed` with ``UnfitAnswers`` if no call can be made the second time either, and what the model throws.
    public func answerOrCall(
        _ request: ModelRequest, onText: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [ModelAnswer] {
        let first = try await answer(request, onText: onText)
        guard first.calls.isEmpty, !first.refused.isEmpty else { return [first] }
        var again = request
        again.rounds.append(
            ModelRound(
                reasoning: first.reasoning, text: first.text, calls: first.refused.map(\.call),
                results: first.refused.map { "error: \($0.reason)" }))
        let second = try await answer(again, onText: onText)
        guard second.calls.isEmpty, let refused = second.refused.first else { return [first, second] }
        throw AirlockError(
            .backendFailed, "the model's call of \(refused.call.name) can't be made: \(refused.reason)",
            hint: "Ask for something simpler, or use a larger model.", cause: UnfitAnswers(answers: [first, second]))
    }
}
