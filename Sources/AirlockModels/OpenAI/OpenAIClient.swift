import AirlockCore
public import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension HTTPClient {
    /// A client fit for model servers: follows no redirect (it would take the key along) and keeps idle connections for a
    /// moment only. Whoever makes it shuts it down.
    public static func forModelServers() -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)), decompression: .disabled)
        configuration.connectionPool.idleTimeout = .seconds(2)
        // The library's own bound of 8 would let a ninth answer wait for a connection until its deadline. How many are asked
        // for at once is for the slots, or the server, to say.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        // A server that isn't there is news for the router, now.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}

/// Speaks the chat completions protocol. It always streams: only then does a closed connection stop the generation
/// (llama-server notices within 0.2 s; a plain request was still computing 25 s later).
struct OpenAIClient: Sendable {
    let endpoint: OpenAIEndpoint
    let http: HTTPClient

    /// Asks for one completion.
    /// - Throws: `.unavailable`, `.backendFailed`, `.limitExceeded`, `.cancelled`; no message holds the key.
    func complete(_ body: JSONValue, onText: @escaping @Sendable (String) -> Void) async throws -> Completion {
        try await complete(body, at: endpoint.base + "/chat/completions", onText: onText)
    }

    /// Asks llama-server to go on with a prompt, outside of any chat.
    /// - Throws: As the other.
    func completeRaw(_ body: JSONValue, onText: @escaping @Sendable (String) -> Void) async throws -> Completion {
        try await complete(body, at: root + "/completion", onText: onText)
    }

    private func complete(
        _ body: JSONValue, at url: String, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Completion {
        let key = endpoint.apiKey()
        do {
            var request = try makeRequest(url, key: key)
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            request.headers.add(name: "accept", value: "text/event-stream, application/json")
            request.body = .bytes(body.canonical)
            let ready = request
            let deadline = AnswerDeadline(
                limits: endpoint.limits, server: endpoint.label, clock: ContinuousClock())
            return try await deadline.run { pulse in
                let response = try await send(ready)
                return try await read(response, pulse: pulse, onText: onText)
            }
        } catch {
            if Task.isCancelled { throw AirlockError(.cancelled, "the model request was cancelled") }
            throw AirlockError(error, otherwise: .backendFailed).without(key)
        }
    }

    /// The status of a `GET` on a path of the server, beside `/v1`.
    func status(of path: String, within limit: Duration) async throws -> Int {
        var request = HTTPClientRequest(url: root + path)
        request.headers.add(name: "connection", value: "close")
        let (seconds, attoseconds) = limit.components
        let timeout = TimeAmount.nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        let response = try await http.execute(request, timeout: timeout)
        _ = try await response.body.collect(upTo: 64 << 10)
        return Int(response.status.code)
    }

    /// What llama-server says of itself at `/props`: its build, and the hash of the template that it writes chats with. Nil
    /// where it says nothing of use.
    func properties(within limit: Duration) async -> ServerProperties? {
        guard var request = try? makeRequest(root + "/props", key: endpoint.apiKey()) else { return nil }
        request.method = .GET
        let deadline = AnswerDeadline(
            limits: .init(total: limit, stall: limit), server: endpoint.label, clock: ContinuousClock())
        let ready = request
        return try? await deadline.run { _ in
            let response = try await http.execute(ready, timeout: .hours(1))
            let body = try await response.body.collect(upTo: 1 << 20)
            return try JSONDecoder().decode(ServerProperties.self, from: Data(body.readableBytesView))
        }
    }

    /// What is before `/v1`.
    private var root: String { endpoint.base.hasSuffix("/v1") ? String(endpoint.base.dropLast(3)) : endpoint.base }

    private func makeRequest(_ url: String, key: String?) throws(AirlockError) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "user-agent", value: "airlock")
        // llama-server closes a connection just after it promised to keep it, which would fail the next request. On this
        // machine a new connection costs nothing.
        if endpoint.isLocal { request.headers.add(name: "connection", value: "close") }
        guard let key, !key.isEmpty else { return request }
        guard key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw AirlockError(
                .unavailable, "the API key for \(endpoint.label) holds a character that can't be in a key",
                hint: "Set the environment variable that api_key_env names anew, without spaces or line ends.")
        }
        request.headers.add(name: "authorization", value: "Bearer \(key)")
        return request
    }

    /// - Returns: An answer with status 200 whose body is still to come.
    private func send(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            // The deadline of the whole is kept outside; this one only has to be later.
            response = try await http.execute(request, timeout: .hours(24))
        } catch let error as HTTPClientError where error == .remoteConnectionClosed {
            throw AirlockError(.backendFailed, "\(endpoint.label) closed the connection without an answer")
        } catch {
            throw AirlockError(
                .unavailable, "\(endpoint.label) can't be reached: \("\(error)".prefix(200))",
                hint: "Check that the server runs and that base_url is right.", cause: error)
        }
        guard response.status.code == 200 else {
            var said: [UInt8] = []
            for try await piece in response.body {
                said += piece.readableBytesView.prefix(64 << 10)
                if said.count >= 64 << 10 { break }
            }
            var failure = ServerFailure(server: endpoint.label, status: Int(response.status.code), body: said)
            failure.retryAfter = response.headers.first(name: "retry-after").flatMap(Int.init)
            throw failure.asError
        }
        return response
    }

    private func read(
        _ response: HTTPClientResponse, pulse: AnswerDeadline<ContinuousClock>.Pulse, onText: @Sendable (String) -> Void
    ) async throws -> Completion {
        let isJSON = response.headers.first(name: "content-type")?.lowercased().hasPrefix("application/json") ?? false
        var reader = CompletionReader(server: endpoint.label, isWhole: isJSON, limits: endpoint.limits)
        do {
            for try await piece in response.body {
                pulse.beat()
                if try reader.take(piece.readableBytesView, onText: onText) { return reader.completion }
            }
        } catch let error as AirlockError {
            throw error
        } catch {
            throw AirlockError(
                .backendFailed, "\(endpoint.label) broke off in the middle of its answer: \("\(error)".prefix(200))",
                hint: "Try again; if it happens again, look at the log of that server.", cause: error)
        }
        return try reader.finish(onText: onText)
    }
}

extension AirlockError {
    /// The same error, with the key taken out of what it says.
    func without(_ key: String?) -> AirlockError {
        guard let key, !key.isEmpty, message.contains(key) else { return self }
        let clean = message.split(separator: key, omittingEmptySubsequences: false).joined(separator: "[redacted]")
        return AirlockError(code, clean, hint: hint, cause: cause as? ServerPause)
    }
}
