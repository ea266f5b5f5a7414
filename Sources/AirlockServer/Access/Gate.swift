import AirlockCore
import HTTPTypes
import Hummingbird

/// Finds out whose request it is: by the bearer token, else by the page's cookie.
struct Gate: RouterMiddleware {
    let tokens: any TokenAuthority
    let sessions: Sessions
    let cookie: SessionCookie

    func handle(
        _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let header = request.headers[.authorization] {
            context.token = try await bearer(header)
        } else if let secret = cookie.value(in: request.headers) {
            context.token = try await signedIn(secret)
        }
        return try await next(request, context)
    }

    private func bearer(_ header: String) async throws -> AccessToken {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256,
            let token = try await tokens.authenticate(String(parts[1]))
        else {
            throw AirlockError(
                .unauthorized, "this token is not known, or was revoked",
                hint: "airlock tokens list shows the good ones")
        }
        return token
    }

    private func signedIn(_ secret: String) async throws -> AccessToken? {
        guard let name = await sessions.tokenName(secret) else { return nil }
        return try await tokens.list().first { $0.name == name && $0.revokedAt == nil }
    }
}

/// The page's cookie. Named after the port, because browsers share cookies among the ports of a host.
struct SessionCookie: Sendable {
    let port: BoundPort

    private var name: String { "airlock_\(port.value)" }

    func value(in headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    func set(_ secret: String) -> String { "\(name)=\(secret); Path=/; HttpOnly; SameSite=Strict" }

    var clear: String { "\(name)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" }
}
