import AirlockCore

/// The messages of a chat completion, with each call of a tool beside its result.
struct ChatHistory: Sendable, Hashable {
    private(set) var messages: [ModelMessage] = []
    /// What was called since the last message.
    private(set) var rounds: [ModelRound] = []
    private var open: OpenRound?

    /// Calls whose results are still being read.
    private struct OpenRound: Sendable, Hashable {
        let place: String
        let round: ModelRound
        var results: [String?]
    }

    /// - Throws: `.invalidRequest`, also for a call without its result and a result without its call.
    init(_ items: [JSONValue]) throws(AirlockError) {
        for (index, item) in items.enumerated() { try add(item, at: "messages[\(index)].") }
        try closeRound()
    }

    private mutating func add(_ item: JSONValue, at place: String) throws(AirlockError) {
        var fields = try RequestFields(item, place: place)
        let name = try fields.required(fields.string("role", bytes: 1...32), "role")
        if name == "tool" { return try addResult(fields) }
        try closeRound()
        guard let role: ModelMessage.Role = name == "developer" ? .system : ModelMessage.Role(rawValue: name) else {
            throw fields.refusal("role", "is none of system, developer, user, assistant, tool")
        }
        if role == .assistant {
            let calls = try Self.calls(&fields, place)
            // By either name: servers differ.
            let thought = try fields.string("reasoning", bytes: 0...1_048_576)
            let reasoning = try fields.string("reasoning_content", bytes: 0...1_048_576) ?? thought ?? ""
            guard calls.isEmpty else {
                let text = try Self.text(fields.value("content"), fields) ?? ""
                let round = ModelRound(reasoning: reasoning, text: text, calls: calls, results: [])
                open = OpenRound(place: place, round: round, results: calls.map { _ in nil })
                return try Self.finish(&fields)
            }
        }
        guard let text = try Self.text(fields.value("content"), fields) else {
            throw fields.refusal("content", "is missing")
        }
        try Self.finish(&fields)
        var message = ModelMessage(role, text)
        if role == .assistant {
            message.rounds = rounds
            rounds = []
        } else {
            interruptRounds()
        }
        messages.append(message)
    }

    /// Somebody spoke before the model had answered.
    private mutating func interruptRounds() {
        guard !rounds.isEmpty else { return }
        var message = ModelMessage(.assistant, "")
        message.rounds = rounds
        messages.append(message)
        rounds = []
    }

    private mutating func addResult(_ fields: RequestFields) throws(AirlockError) {
        var fields = fields
        let id = try fields.required(fields.string("tool_call_id", bytes: 1...256), "tool_call_id")
        let text = try Self.text(fields.value("content"), fields) ?? ""
        try Self.finish(&fields)
        guard let index = open?.round.calls.firstIndex(where: { $0.id == id }), open?.results[index] == nil else {
            throw fields.refusal("tool_call_id", "is of no call that waits for its result")
        }
        open?.results[index] = text
    }

    private mutating func closeRound() throws(AirlockError) {
        guard let open else { return }
        var round = open.round
        for (call, result) in zip(round.calls, open.results) {
            guard let result else {
                throw AirlockError(
                    .invalidRequest, "\(open.place)tool_calls: \(call.id.debugDescription) has no result",
                    hint: "A message of role tool must follow for each call.")
            }
            round.results.append(result)
        }
        rounds.append(round)
        self.open = nil
    }

    private static func calls(_ fields: inout RequestFields, _ place: String) throws(AirlockError) -> [ModelCall] {
        var calls: [ModelCall] = []
        for (index, item) in (try fields.array("tool_calls", most: 64) ?? []).enumerated() {
            let place = "\(place)tool_calls[\(index)]."
            var outer = try RequestFields(item, place: place)
            let id = try outer.required(outer.string("id", bytes: 1...256), "id")
            guard !calls.contains(where: { $0.id == id }) else { throw outer.refusal("id", "comes twice") }
            _ = outer.value("type")
            _ = outer.value("index")
            let function = try outer.required(outer.value("function"), "function")
            try outer.finish()
            var inner = try RequestFields(function, place: place + "function.")
            let name = try inner.required(inner.string("name", bytes: 1...64), "name")
            guard ModelTool.canBeNamed(name) else { throw inner.refusal("name", ModelTool.nameRule) }
            let written = try inner.string("arguments", bytes: 0...1_048_576) ?? "{}"
            try inner.finish()
            // What a model wrote wrongly goes back to it as it was.
            let arguments = (try? JSONValue(parsing: written)) ?? .string(written)
            calls.append(ModelCall(id: id, name: name, arguments: arguments))
        }
        return calls
    }

    private static func finish(_ fields: inout RequestFields) throws(AirlockError) {
        for name in ["name", "refusal", "annotations"] { _ = fields.value(name) }
        for name in ["audio", "function_call"] {
            guard fields.value(name) == nil else { throw fields.refusal(name, "is not taken") }
        }
        try fields.finish()
    }

    /// - Returns: Nil where there is none.
    private static func text(_ content: JSONValue?, _ fields: RequestFields) throws(AirlockError) -> String? {
        guard let content else { return nil }
        if let text = content.string { return text }
        var texts: [String] = []
        for part in content.array ?? [] {
            guard part["type"]?.string == "text", let text = part["text"]?.string else {
                throw fields.refusal("content", "holds a part that is no text")
            }
            texts.append(text)
        }
        guard !texts.isEmpty else { throw fields.refusal("content", "is no text") }
        return texts.joined(separator: "\n")
    }
}
