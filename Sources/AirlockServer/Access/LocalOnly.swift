import AirlockCore
import HTTPTypes
import Hummingbird

/// Lets in only requests that name this machine as their host, and browsers only from our own page. This is what stops
/// DNS rebinding and requests forged by other sites.
struct LocalOnly: RouterMiddleware {
    let port: BoundPort
    let cookie: SessionCookie

    func handle(
        _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
    ) async throws -> Response {
        try checkHost(request)
        try checkOrigin(request)
        return try await next(request, context)
    }

    private var hosts: [String] {
        let names = ["127.0.0.1", "localhost", "[::1]"]
        let port = port.value
        return names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }

    private func checkHost(_ request: Request) throws(AirlockError) {
        guard let host = request.head.authority?.lowercased(), hosts.contains(host) else {
            throw AirlockError(
                .forbidden, "the Host header names another machine", hint: "use http://127.0.0.1:\(port.value)")
        }
    }

    private func checkOrigin(_ request: Request) throws(AirlockError) {
        let refusal = AirlockError(
            .forbidden, "the request comes from another site", hint: "use the page at http://127.0.0.1:\(port.value)/")
        let origins = request.headers[values: .origin]
        guard origins.allSatisfy({ origin in hosts.contains { origin.lowercased() == "http://\($0)" } }) else {
            throw refusal
        }
        guard cookie.value(in: request.headers) != nil else { return }
        // Browsers name the origin of everything but plain reads; for these they say how the sites are related.
        let isRead = request.method == .get || request.method == .head
        if !isRead, origins.isEmpty { throw refusal }
        if let site = request.headers.text("Sec-Fetch-Site"), site != "same-origin", site != "none" { throw refusal }
    }
}
