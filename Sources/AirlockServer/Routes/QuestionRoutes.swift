import AirlockAPI
import AirlockCore
import Hummingbird

/// `/tool/human_approval`: a program asks a person, and looks how its question stands.
struct QuestionRoutes: Sendable {
    /// Seconds that a question waits if its program names none.
    let defaultTimeout: Int
    let desk: any Desk
    let readership: Readership

    func add(to router: RouterGroup<SignedVisit>) {
        router.post("/tool/human_approval") { request, visit in try await ask(request, visit) }
        router.get("/tool/human_approval") { request, visit in try await look(request, visit) }
    }

    private func ask(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        _ = try request.query()
        let body = try QuestionBody(await request.json(), defaultTimeout: defaultTimeout)
        let question = try await desk.ask(
            requestID: body.requestID, description: body.description, effects: body.effects,
            timeoutSeconds: body.timeoutSeconds, owner: visit.token.name)
        return .envelope(CardView(question, diff: "").envelope)
    }

    /// The answer is data here: its HTTP status says only whether there is one.
    private func look(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        guard let id = try request.query("request_id")["request_id"], Identifier.isLegal(id) else {
            throw AirlockError(
                .invalidRequest, "request_id is missing or not an id", hint: "GET /tool/human_approval?request_id=ID")
        }
        guard let question = try await desk.question(requestID: id),
            try await readership.mayRead(question, visit.token)
        else { throw AirlockError(.notFound, "no question was asked by the request \(id)") }
        let envelope = CardView(question, diff: "").envelope
        return .envelope(envelope, status: envelope.status == .pending ? 202 : 200)
    }
}
