import AirlockCore
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Asks a search engine's own interface: one GET, answered with JSON, and recorded before it leaves this machine.
struct SearchClient: Sendable {
    private static let time = TimeAmount.seconds(10)
    private static let maximumBytes = 2 << 20

    let provider: String
    let http: HTTPClient
    /// Gives a text without its secrets.
    let redact: @Sendable (String) -> String
    /// If it throws, nothing is sent.
    let record: @Sendable (SearchDeparture) async throws -> Void

    /// - Parameters:
    ///   - base: Without a query.
    ///   - query: What a person looks for.
    ///   - parameter: What the query is called there.
    /// - Throws: `.backendFailed`, `.unavailable`, `.limitExceeded`, `.cancelled`; no message holds a header.
    func ask(
        _ base: String, _ query: String, as parameter: String, and rest: [(String, String)],
        headers: [(String, String)] = []
    ) async throws -> JSONValue {
        let query = redact(query)
        let host = String(base.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" })
        try await record(SearchDeparture(provider: provider, host: host, query: query))
        let items = [(parameter, query)] + rest
        let text = items.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        var request = HTTPClientRequest(url: "\(base)?\(text)")
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "user-agent", value: "airlock")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let (status, body) = try await answer(to: request)
        guard status == 200 else { throw failure(status) }
        do {
            return try JSONValue(parsing: body, maxDepth: 64)
        } catch {
            throw AirlockError(.backendFailed, "\(provider) answered something else than JSON", cause: error)
        }
    }

    private func answer(to request: HTTPClientRequest) async throws -> (status: UInt, body: [UInt8]) {
        do {
            let response = try await http.execute(request, timeout: Self.time)
            var body: [UInt8] = []
            for try await piece in response.body {
                body += piece.readableBytesView
                guard body.count <= Self.maximumBytes else {
                    throw AirlockError(.limitExceeded, "\(provider) answered more than \(Self.maximumBytes) bytes")
                }
            }
            return (response.status.code, body)
        } catch let error as AirlockError {
            throw error
        } catch {
            if Task.isCancelled || error is CancellationError {
                throw AirlockError(.cancelled, "the search was cancelled")
            }
            throw AirlockError(.backendFailed, "\(provider) can't be reached: \("\(error)".prefix(200))")
        }
    }

    private func failure(_ status: UInt) -> AirlockError {
        let hint: String? =
            switch status {
            case 401, 403, 422: "check its key, and that it may answer JSON (search.formats of SearXNG)"
            case 429: "it has had too many questions; try later"
            default: nil
            }
        return AirlockError(.backendFailed, "\(provider) answered \(status)", hint: hint)
    }

    /// What RFC 3986, 2.3, leaves as it is.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
