import AirlockCore

/// The Chrome DevTools Protocol, spoken over a pipe: JSON messages that end with a NUL byte.
///
/// What the browser says is taken to be hostile: a message that isn't strict JSON or is too long is dropped, and whoever waits
/// for it runs into a deadline.
actor DevToolsConnection {
    /// A screenshot of a page in Base64 is the longest that is asked for.
    private static let maximumMessageBytes = 48 << 20
    /// Events that may wait for one session; the oldest are dropped.
    private static let maximumEvents = 10_000

    private let dialogue: any ServiceDialogue
    private var lastID: Int64 = 0
    private var waiting: [Int64: CheckedContinuation<JSONValue, any Error>] = [:]
    private var listeners: [String: AsyncStream<DevToolsEvent>.Continuation] = [:]
    private var listening: Task<Void, Never>?
    private(set) var isClosed = false

    init(_ dialogue: any ServiceDialogue) { self.dialogue = dialogue }

    /// To be called once, before anything else.
    func open() {
        listening = Task { [weak self, dialogue] in
            var splitter = MessageSplitter(maximumBytes: Self.maximumMessageBytes)
            while let bytes = try? await dialogue.read() {
                for message in splitter.take(bytes) { await self?.hear(message) }
            }
            await self?.close()
        }
    }

    /// - Parameter session: Nil for the browser itself.
    /// - Throws: `.backendFailed` if the browser says no or has ended, `.cancelled`.
    func call(_ method: String, _ parameters: JSONValue = [:], in session: String? = nil) async throws -> JSONValue {
        guard !isClosed else { throw Self.ended }
        lastID += 1
        let id = lastID
        var message: [String: JSONValue] = ["id": .integer(id), "method": .string(method), "params": parameters]
        if let session { message["sessionId"] = .string(session) }
        let bytes = JSONValue.object(message).canonical + [0]
        let answer = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiting[id] = continuation
                if Task.isCancelled { return settle(id, .failure(CancellationError())) }
                Task { [dialogue] in
                    do { try await dialogue.write(bytes) } catch { self.settle(id, .failure(error)) }
                }
            }
        } onCancel: {
            Task { await self.settle(id, .failure(CancellationError())) }
        }
        if let error = answer["error"] {
            let said = error["message"]?.string ?? "no reason"
            throw AirlockError(.backendFailed, "the browser refused \(method): \(said.prefix(300))")
        }
        return answer["result"] ?? .null
    }

    /// What the session tells from now on; ends with the browser. One listener a session.
    func events(of session: String) -> AsyncStream<DevToolsEvent> {
        let (stream, continuation) = AsyncStream<DevToolsEvent>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.maximumEvents))
        if isClosed { continuation.finish() }
        listeners[session] = continuation
        return stream
    }

    func endEvents(of session: String) { listeners.removeValue(forKey: session)?.finish() }

    private func hear(_ message: [UInt8]) {
        guard let value = try? JSONValue(parsing: message, maxDepth: 256) else { return }
        if let id = value["id"]?.integer {
            settle(Int64(id), .success(value))
        } else if let method = value["method"]?.string, let session = value["sessionId"]?.string {
            listeners[session]?.yield(DevToolsEvent(method: method, parameters: value["params"] ?? .null))
        }
    }

    private func settle(_ id: Int64, _ outcome: Result<JSONValue, any Error>) {
        waiting.removeValue(forKey: id)?.resume(with: outcome)
    }

    private func close() {
        isClosed = true
        for continuation in waiting.values { continuation.resume(throwing: Self.ended) }
        for listener in listeners.values { listener.finish() }
        waiting = [:]
        listeners = [:]
    }

    private static let ended = AirlockError(.backendFailed, "the browser ended", hint: "try again; it is started anew")
}
