import AirlockCore

/// Makes a completion out of the bytes of a body: events, or one JSON object from a server that ignores `stream`.
struct CompletionReader {
    private(set) var completion = Completion()

    private let server: String
    private let bodyLimit: Int
    private var events: ServerSentEvents
    /// The body so far, if it is not a stream of events.
    private var whole: [UInt8]?
    private var count = 0
    private var isDone = false

    init(server: String, isWhole: Bool, limits: OpenAIEndpoint.Limits) {
        self.server = server
        bodyLimit = limits.body
        events = ServerSentEvents(limit: limits.event)
        whole = isWhole ? [] : nil
    }

    /// - Returns: Whether the answer is complete, whatever else the server may send.
    /// - Throws: `.limitExceeded`, `.backendFailed`.
    mutating func take(
        _ bytes: some Collection<UInt8>, onText: (String) -> Void
    ) throws(AirlockError) -> Bool {
        // Some servers send a whole object and call it a stream.
        if count == 0, bytes.first == UInt8(ascii: "{") { whole = [] }
        count += bytes.count
        guard count <= bodyLimit else {
            throw AirlockError(.limitExceeded, "\(server) sent more than \(bodyLimit) bytes")
        }
        if whole != nil {
            whole?.append(contentsOf: bytes)
            return false
        }
        for event in try events.feed(bytes) where !isDone { try take(event, onText: onText) }
        return isDone
    }

    /// Call it when the body has ended.
    /// - Throws: `.backendFailed` if the answer is not complete.
    mutating func finish(onText: (String) -> Void) throws(AirlockError) -> Completion {
        if let whole {
            let text = try completion.add(json: whole, from: server)
            if !text.isEmpty { onText(text) }
            return completion
        }
        if let event = try events.finish() { try take(event, onText: onText) }
        guard isDone || completion.finishReason != nil else {
            throw AirlockError(
                .backendFailed, "\(server) ended in the middle of its answer",
                hint: "Try again; if it happens again, look at the log of that server.")
        }
        return completion
    }

    private mutating func take(_ event: String, onText: (String) -> Void) throws(AirlockError) {
        if event == "[DONE]" {
            isDone = true
            return
        }
        let text = try completion.add(json: event.utf8, from: server)
        if !text.isEmpty { onText(text) }
    }
}
