import AirlockCore
import AsyncHTTPClient
import NIOCore
import NIOPosix
import Synchronization

@testable import AirlockNet

/// A server on a loopback port that answers each request with JSON, and remembers them.
final class JSONServer: Sendable {
    struct Request: Sendable {
        let path: String
        let headers: String
        let body: [UInt8]
        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    }

    typealias Answer = @Sendable (Request, _ number: Int) async -> (status: Int, body: JSONValue)

    let url: String
    private let origin: OriginServer
    private let log: Log

    static func run(_ answer: @escaping Answer, _ body: (JSONServer, HTTPClient) async throws -> Void) async throws {
        let log = Log()
        let origin = try await OriginServer.start(on: .singletonMultiThreadedEventLoopGroup) { reader, pipe in
            while true {
                let head = try await reader.headText()
                guard !head.isEmpty else { return }
                let length = head.lowercased().split(separator: "\r\n")
                    .first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
                let request = Request(
                    path: String(head.split(separator: " ").dropFirst().first ?? ""), headers: head,
                    body: try await reader.bytes(length ?? 0))
                let (status, value) = await answer(request, log.add(request))
                let text = value.canonicalText
                try await pipe.send(
                    "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
                )
            }
        }
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let server = JSONServer(origin: origin, log: log)
        do {
            try await body(server, http)
        } catch {
            try? await http.shutdown()
            await origin.close()
            throw error
        }
        try await http.shutdown()
        await origin.close()
    }

    private init(origin: OriginServer, log: Log) {
        self.origin = origin
        self.log = log
        url = "http://127.0.0.1:\(origin.port)"
    }

    var requests: [Request] { log.all }

    final class Log: Sendable {
        private let requests = Mutex<[Request]>([])
        var all: [Request] { requests.withLock { $0 } }
        func add(_ request: Request) -> Int {
            requests.withLock { requests in
                requests.append(request)
                return requests.count
            }
        }
    }
}

/// Collects what closures are told, in order.
final class Told<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    var all: [Value] { values.withLock { $0 } }
    func add(_ value: Value) { values.withLock { $0.append(value) } }
}
