import AirlockAPI
import AirlockCore
import AirlockRuntime
import Hummingbird

/// `POST /tool/{name}` and `GET /requests/{id}`.
struct ToolRoutes: Sendable {
    /// Seconds that a caller may wait for an outcome.
    static let longestWait = 600

    let desk: any Desk
    let readership: Readership

    func add(to router: RouterGroup<SignedVisit>) {
        router.post("/tool/:name") { request, visit in try await call(request, visit) }
        router.get("/requests/:id") { request, visit in try await outcome(request, visit) }
    }

    private func call(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let tool = try visit.id("name")
        let wait = try request.query("wait").number("wait", in: 0...Self.longestWait) ?? 0
        let body = try ToolBody(await request.json())
        if let jobID = body.jobID { _ = try await readership.job(jobID, for: visit.token) }
        let call = Orchestrator.CallRequest(
            requestID: visit.requestID, tool: tool, arguments: body.arguments, jobID: body.jobID,
            owner: visit.token.name, asDangerous: body.asDangerous, keepsOnFailure: body.keepsOnFailure)
        return .envelope(await desk.call(call, wait: .seconds(wait)))
    }

    /// An outcome is data here: its HTTP status says only whether it is settled.
    private func outcome(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        _ = try request.query()
        let id = try visit.id()
        let owner = visit.token.scope == .admin ? nil : visit.token.name
        guard let envelope = try await desk.response(id, owner: owner) else {
            throw AirlockError(.notFound, "no request \(id)")
        }
        return .envelope(envelope, status: envelope.status == .pending ? 202 : 200)
    }
}
