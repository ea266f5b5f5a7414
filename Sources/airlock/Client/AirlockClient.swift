import AirlockCore
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Talks to a running Airlock over its HTTP API, as any program would.
struct AirlockClient: Sendable {
    /// `http://127.0.0.1:7717`
    let url: String
    private let token: String
    private let client: HTTPClient

    /// Bytes of one answer.
    private static let answerLimit = 64 << 20

    init(url: String, token: String) {
        self.url = url
        self.token = token
        var settings = HTTPClient.Configuration()
        settings.timeout.connect = .seconds(5)
        settings.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    func close() async { try? await client.shutdown() }

    /// - Throws: What the server answered as an error, or `.unavailable` if it can't be reached.
    func get(_ path: String) async throws -> JSONValue { try await send("GET", path, nil) }

    func post(_ path: String, _ body: JSONValue = .object([:])) async throws -> JSONValue {
        try await send("POST", path, body)
    }

    func delete(_ path: String) async throws -> JSONValue { try await send("DELETE", path, nil) }

    func text(_ path: String) async throws -> String {
        let (_, bytes) = try await exchange("GET", path, nil)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A job's events as they come: `(name, data)` of each. Ends with the job.
    /// - Throws: What the server answered, or sent as the stream's last event, as an error.
    func follow(_ path: String) -> AsyncThrowingStream<(event: String, data: JSONValue), any Error> {
        AsyncThrowingStream { out in
            let reader = Task {
                do {
                    var request = request("GET", path)
                    request.headers.add(name: "Accept", value: "text/event-stream")
                    let response = try await client.execute(request, deadline: .distantFuture)
                    guard response.status.code < 400 else {
                        var body = try await response.body.collect(upTo: Self.answerLimit)
                        let answer = try JSONValue(parsing: body.readBytes(length: body.readableBytes) ?? [])
                        throw Self.error(in: answer, response.status.code)
                    }
                    var lines = EventLines()
                    for try await var chunk in response.body {
                        for event in lines.take(chunk.readBytes(length: chunk.readableBytes) ?? []) {
                            out.yield(try Self.read(event))
                        }
                    }
                    out.finish()
                } catch {
                    out.finish(throwing: error)
                }
            }
            out.onTermination = { _ in reader.cancel() }
        }
    }

    private func send(_ method: String, _ path: String, _ body: JSONValue?) async throws -> JSONValue {
        let (status, bytes) = try await exchange(method, path, body)
        let answer = try JSONValue(parsing: bytes)
        guard status < 400 else { throw Self.error(in: answer, status) }
        return answer
    }

    func exchange(_ method: String, _ path: String, _ body: JSONValue?) async throws -> (UInt, [UInt8]) {
        var request = request(method, path)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body.canonical)
        }
        do {
            let response = try await client.execute(request, timeout: .seconds(600))
            var buffer = try await response.body.collect(upTo: Self.answerLimit)
            return (response.status.code, buffer.readBytes(length: buffer.readableBytes) ?? [])
        } catch let error as HTTPClientError {
            throw AirlockError(
                .unavailable, "the server at \(url) doesn't answer: \(error)", hint: "start it with: airlock serve")
        }
    }

    private func request(_ method: String, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url + path)
        request.method = .RAW(value: method)
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        // Each request has its own connection: the server may close an idle one just when it is used again.
        request.headers.add(name: "Connection", value: "close")
        return request
    }

    /// - Throws: What the event `failure` tells: the stream could not go on.
    static func read(_ event: (name: String, data: String)) throws -> (event: String, data: JSONValue) {
        let data = try JSONValue(parsing: event.data)
        if event.name == "failure" { throw error(data, "the stream of events broke off") }
        return (event.name, data)
    }

    private static func error(in answer: JSONValue, _ status: UInt) -> AirlockError {
        error(answer["error"], "HTTP status \(status)")
    }

    private static func error(_ failure: JSONValue?, _ otherwise: String) -> AirlockError {
        let code = failure?["code"]?.string.flatMap(AirlockError.Code.init) ?? .backendFailed
        return AirlockError(code, failure?["message"]?.string ?? otherwise, hint: failure?["hint"]?.string)
    }
}

/// Cuts a stream of bytes into server-sent events (WHATWG HTML, section 9.2).
struct EventLines {
    private var pending: [UInt8] = []
    private var name = ""
    private var data: [String] = []

    mutating func take(_ bytes: [UInt8]) -> [(name: String, data: String)] {
        pending += bytes
        var events: [(name: String, data: String)] = []
        var start = 0
        while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: pending[start..<end], as: UTF8.self).trimmingCharacters(in: ["\r"])
            start = end + 1
            if line.isEmpty {
                if !data.isEmpty { events.append((name.isEmpty ? "message" : name, data.joined(separator: "\n"))) }
                (name, data) = ("", [])
            } else if let value = Self.field("event", line) {
                name = value
            } else if let value = Self.field("data", line) {
                data.append(value)
            }
        }
        pending.removeFirst(start)
        return events
    }

    private static func field(_ name: String, _ line: String) -> String? {
        guard line.hasPrefix("\(name):") else { return nil }
        let value = line.dropFirst(name.count + 1)
        return String(value.hasPrefix(" ") ? value.dropFirst() : value)
    }
}
