import AirlockAPI
import AirlockCore
import Hummingbird

/// `/approvals`: what waits for a person, and the person's answer.
struct ApprovalRoutes: Sendable {
    /// Pages that are looked through for a token that sees only its own.
    static let mostPages = 20

    let desk: any Desk
    let readership: Readership

    func add(to router: RouterGroup<SignedVisit>) {
        router.get("/approvals") { request, visit in try await list(request, visit) }
        router.get("/approvals/:id") { request, visit in try await show(request, visit) }
        router.post("/approvals/:id/decision") { request, visit in try await decide(request, visit) }
    }

    private func list(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let query = try request.query("state", "limit", "after")
        let limit = try query.number("limit", in: 1...200) ?? 50
        var state: WaitingQuestion.State?
        if let text = query["state"] {
            state = WaitingQuestion.State(rawValue: text)
            guard state != nil else {
                let known = WaitingQuestion.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw AirlockError(.invalidRequest, "state is none of \(known)")
            }
        }
        var after = query["after"]
        guard after.map(Identifier.isLegal) != false else { throw AirlockError(.invalidRequest, "after is not an id") }
        var cards: [JSONValue] = []
        var isMore = true
        // Pages are looked through until one page of what this token may read is there.
        for _ in 0..<Self.mostPages where isMore && cards.count < limit {
            let page = try await desk.questions(state, limit: limit, after: after)
            isMore = page.count == limit
            for (index, question) in page.enumerated() {
                after = question.id
                if try await readership.mayRead(question, visit.token) {
                    cards.append(CardView(question, diff: nil).json)
                }
                guard cards.count == limit else { continue }
                isMore = isMore || index + 1 < page.count
                break
            }
        }
        return .json(["approvals": .array(cards), "next": after.flatMap { isMore ? .string($0) : nil } ?? .null])
    }

    private func show(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        _ = try request.query()
        return .json(try await card(readership.question(visit.id(), for: visit.token)))
    }

    private func decide(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        try visit.require(.approve, to: "decide")
        _ = try request.query()
        let id = try visit.id()
        let body = try DecisionBody(await request.json())
        return .json(try await card(desk.decide(id, granted: body.granted, comment: body.comment, lease: body.lease)))
    }

    private func card(_ question: WaitingQuestion) async throws -> JSONValue {
        do {
            return CardView(question, diff: try await desk.diff(of: question)).json
        } catch let error as AirlockError where error.code == .notFound {
            // The branch was promoted or dropped: there is nothing left to compare.
            return CardView(question, diff: "").json
        }
    }
}
