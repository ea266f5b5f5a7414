import AirlockCore
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The same question, asked by the HTTP client alone: nothing is parsed but where the first token is.
struct DirectRequest: Sendable {
    struct Times: Sendable {
        var first: Double
        var whole: Double
    }

    let http: HTTPClient
    let base: String
    let body: [UInt8]

    /// - Returns: Milliseconds.
    func run() async throws -> Times {
        let start = ContinuousClock.now
        var request = HTTPClientRequest(url: base + "/chat/completions")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "connection", value: "close")
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await http.execute(request, timeout: .minutes(10))
        var first: Double?
        for try await piece in response.body where first == nil && Self.hasToken(piece) {
            first = (.now - start).milliseconds
        }
        return Times(first: first ?? .nan, whole: (.now - start).milliseconds)
    }

    /// Whether a chunk has content in it: the first one of a real server only names the role.
    private static func hasToken(_ piece: ByteBuffer) -> Bool {
        let text = String(buffer: piece)
        return text.contains(#""content":""#) && !text.contains(#""content":"""#)
    }
}
