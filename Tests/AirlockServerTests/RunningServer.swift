import AirlockCore
import AirlockServer
import AirlockTestKit
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// A real server on a free port, over a desk in memory, and a client for it.
struct RunningServer: Sendable {
    let port: Int
    let desk: FakeDesk
    let desktops: FakeDesktops
    let tokens: FakeTokens
    let codes: LoginCodes
    let clock: ManualTime

    /// Lives as long as the process, as the library's own shared one does, which follows redirects.
    static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 200
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    var origin: String { "http://127.0.0.1:\(port)" }

    /// Runs a server for as long as `body` takes.
    static func with(
        heartbeat: Duration = .seconds(15), _ body: @Sendable (RunningServer) async throws -> Void
    ) async throws {
        let clock = ManualTime()
        let desk = FakeDesk(world: clock.world)
        let desktops = FakeDesktops()
        let tokens = FakeTokens(["runner": .run, "other": .run, "approver": .approve, "admin": .admin])
        let codes = LoginCodes(world: clock.world)
        let server = AirlockServer(
            desk: desk, desktops: desktops, tokens: tokens, loginCodes: codes, tools: Toolbox([WriteProbe()]).specs,
            world: clock.world, version: "1.2.3", port: 0, heartbeat: heartbeat)
        let (ready, isReady) = AsyncStream.makeStream(of: Int.self)
        let serving = Task { try await server.run { isReady.yield($0) } }
        var ports = ready.makeAsyncIterator()
        let port = try #require(await ports.next())
        do {
            try await body(
                RunningServer(
                    port: port, desk: desk, desktops: desktops, tokens: tokens, codes: codes, clock: clock))
        } catch {
            serving.cancel()
            _ = await serving.result
            throw error
        }
        serving.cancel()
        try await serving.value
    }

    func get(_ path: String, as name: String? = "admin", _ headers: [String: String] = [:]) async throws -> Answer {
        try await send(request(.GET, path, as: name, headers))
    }

    func post(
        _ path: String, _ body: String, as name: String? = "admin", _ headers: [String: String] = [:]
    ) async throws -> Answer {
        try await send(request(.POST, path, as: name, headers, body: body))
    }

    func delete(_ path: String, as name: String? = "admin") async throws -> Answer {
        try await send(request(.DELETE, path, as: name))
    }

    func send(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await Self.client.execute(request, timeout: .seconds(20))
        return Answer(response: response, text: String(buffer: try await response.body.collect(upTo: 8 << 20)))
    }

    func request(
        _ method: HTTPMethod, _ path: String, as name: String?, _ headers: [String: String] = [:], body: String? = nil
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: origin + path)
        request.method = method
        if let name { request.headers.add(name: "Authorization", value: "Bearer \(name)-token") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(Array(body.utf8)) }
        return request
    }
}

/// What a request was answered with.
struct Answer: Sendable {
    let response: HTTPClientResponse
    let text: String

    var status: Int { Int(response.status.code) }
    var json: JSONValue { (try? JSONValue(parsing: text)) ?? .null }
    /// The code of an envelope's error.
    var code: String? { json["error"]?["code"]?.string }
    var message: String { json["error"]?["message"]?.string ?? "" }

    func header(_ name: String) -> String? { response.headers.first(name: name) }
}

/// A clock that tests move, and ids that count.
final class ManualTime: Sendable {
    private let state = Mutex((now: Timestamp(millisecondsSince1970: 1_700_000_000_000), ids: 0))

    func advance(seconds: Int) { state.withLock { $0.now = $0.now.advanced(bySeconds: seconds) } }

    var world: World {
        World(
            now: { self.state.withLock { $0.now } },
            newID: { prefix in
                self.state.withLock { state in
                    state.ids += 1
                    return "\(prefix)_\(state.ids)"
                }
            })
    }
}
