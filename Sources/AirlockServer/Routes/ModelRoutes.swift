import AirlockAPI
import AirlockCore
import Hummingbird

/// `POST /llm`.
struct ModelRoutes: Sendable {
    let desk: any Desk
    let events: EventStream

    func add(to router: RouterGroup<SignedVisit>) {
        router.post("/llm") { request, visit in try await answer(request, visit) }
    }

    private func answer(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        _ = try request.query()
        let body = try ModelBody(await request.json())
        let asked = Asked(body: body, requestID: visit.requestID, owner: visit.token.name, desk: desk)
        guard body.streams else { return .json(try await asked.answer { _ in }) }
        return try events.response(to: request, asked.frames())
    }
}

/// One question to the model.
private struct Asked: Sendable {
    let body: ModelBody
    let requestID: String
    let owner: String
    let desk: any Desk

    func answer(_ onText: @escaping @Sendable (String) -> Void) async throws -> JSONValue {
        let answer = try await desk.answer(body.request, owner: owner, onText: onText)
        return try ModelAnswerView(requestID: requestID, answer: answer, isJSON: body.schema != nil).json
    }

    /// A `text` frame for each piece and an `answer` frame with all of it. The queue holds at most `max_tokens` pieces.
    func frames() -> AsyncThrowingStream<EventFrame, any Error> {
        AsyncThrowingStream(bufferingPolicy: .unbounded) { continuation in
            let work = Task {
                do {
                    let whole = try await answer {
                        continuation.yield(EventFrame(event: "text", data: ["text": .string($0)]))
                    }
                    continuation.yield(EventFrame(event: "answer", data: whole))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: AirlockError(error, otherwise: .backendFailed))
                }
            }
            continuation.onTermination = { _ in work.cancel() }
        }
    }
}
