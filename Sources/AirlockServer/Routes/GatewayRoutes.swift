import AirlockAPI
import AirlockCore
import HTTPTypes
import Hummingbird

/// `/v1/models` and `/v1/chat/completions`: the routed model for programs that speak OpenAI's protocol. The key that such a
/// program is given is a token of this server. Any model name is taken; who answers is the router's to say, and the answer
/// names it.
struct GatewayRoutes: Sendable {
    let desk: any Desk
    let events: EventStream
    let world: World

    func add(to router: RouterGroup<SignedVisit>) {
        router.get("/v1/models") { request, visit in
            try await inTheirWords(visit) {
                _ = try request.query()
                return Response.json(ChatViews.models(try await desk.profile(), at: world.now()))
            }
        }
        router.post("/v1/chat/completions") { request, visit in
            try await inTheirWords(visit) { try await complete(request, visit) }
        }
    }

    /// Failures as OpenAI's clients read them, with the same statuses as everywhere.
    private func inTheirWords(
        _ visit: SignedVisit, _ work: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await work()
        } catch {
            let known = AirlockError(error, otherwise: .backendFailed)
            return .json(ChatViews.failure(known), status: known.code.httpStatus)
        }
    }

    private func complete(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        _ = try request.query()
        let body = try ChatBody(await request.json())
        let asked = GatewayQuestion(
            body: body, id: visit.requestID, owner: visit.token.name, desk: desk, world: world)
        guard body.streams else { return .json(try await asked.whole()) }
        return try events.response(to: request, lines: asked.lines())
    }
}

/// One question that came through the gateway.
private struct GatewayQuestion: Sendable {
    let body: ChatBody
    let id: String
    let owner: String
    let desk: any Desk
    let world: World

    func whole() async throws -> JSONValue {
        let answer = try body.held(try await desk.answer(body.request, owner: owner) { _ in })
        return ChatViews.completion(answer, id: id, at: world.now())
    }

    /// The stream's `data` lines. The queue holds at most `max_tokens` pieces.
    func lines() -> AsyncThrowingStream<String, any Error> {
        AsyncThrowingStream(bufferingPolicy: .unbounded) { continuation in
            let work = Task {
                do {
                    let held = HeldText(isNeeded: !body.tools.isEmpty)
                    let answer = try body.held(
                        try await desk.answer(body.request, owner: owner) { show(held.take($0), continuation) })
                    if answer.calls.isEmpty {
                        show(held.rest, continuation)
                    } else {
                        continuation.yield(ChatViews.calls(answer, id: id, at: world.now()).canonicalText)
                    }
                    continuation.yield(ChatViews.end(answer, id: id, at: world.now()).canonicalText)
                    if body.includesUsage {
                        continuation.yield(ChatViews.cost(answer, id: id, at: world.now()).canonicalText)
                    }
                    continuation.yield("[DONE]")
                } catch {
                    let known = AirlockError(error, otherwise: .backendFailed)
                    continuation.yield(ChatViews.failure(known).canonicalText)
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in work.cancel() }
        }
    }

    private func show(_ text: String, _ lines: AsyncThrowingStream<String, any Error>.Continuation) {
        guard !text.isEmpty else { return }
        lines.yield(ChatViews.piece(text, id: id, model: body.model, at: world.now()).canonicalText)
    }
}
