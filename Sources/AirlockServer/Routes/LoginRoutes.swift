import AirlockAPI
import AirlockCore
import HTTPTypes
import Hummingbird

/// `/login` and `/logout`: the page's cookie.
struct LoginRoutes: Sendable {
    let codes: LoginCodes
    let sessions: Sessions
    let tokens: any TokenAuthority
    let cookie: SessionCookie

    func add(toOpen router: Router<Visit>) {
        router.get("/login") { request, _ in try await redeem(request) }
        router.post("/login") { request, _ in try await signIn(request) }
    }

    func add(to router: RouterGroup<SignedVisit>) {
        router.post("/logout") { request, _ in await signOut(request) }
    }

    private func redeem(_ request: Request) async throws -> Response {
        guard let code = try request.query("code")["code"] else { return Self.toPage }
        guard let name = await codes.redeem(code) else {
            throw AirlockError(
                .unauthorized, "this login link was used before, or is too old",
                hint: "start `airlock serve` again for a new one, or paste the token on the page itself")
        }
        return await begin(for: name, Self.toPage)
    }

    private func signIn(_ request: Request) async throws -> Response {
        _ = try request.query()
        let body = try SignInBody(await request.json())
        guard let token = try await tokens.authenticate(body.token) else {
            throw AirlockError(.unauthorized, "this token is not known, or was revoked")
        }
        return await begin(
            for: token.name, .json(["name": .string(token.name), "scope": .string(token.scope.rawValue)]))
    }

    private func signOut(_ request: Request) async -> Response {
        if let secret = cookie.value(in: request.headers) { await sessions.end(secret) }
        var response = Response.json([:])
        response.headers[.setCookie] = cookie.clear
        return response
    }

    private func begin(for tokenName: String, _ response: Response) async -> Response {
        var response = response
        response.headers[.setCookie] = cookie.set(await sessions.begin(for: tokenName))
        return response
    }

    private static var toPage: Response { Response(status: .seeOther, headers: [.location: "/"]) }
}
