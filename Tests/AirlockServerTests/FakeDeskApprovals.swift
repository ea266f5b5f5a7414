import AirlockCore
import AirlockServer

extension FakeDesk: ApprovalDesk, QuestionDesk {
    func questions(_ state: WaitingQuestion.State?, limit: Int) -> [WaitingQuestion] {
        Array(questions.reversed().filter { state == nil || $0.state == state }.prefix(limit))
    }

    func question(_ id: WaitingQuestion.ID) -> WaitingQuestion? { questions.first { $0.id == id } }
    func question(requestID: String) -> WaitingQuestion? { questions.first { $0.requestID == requestID } }

    func diff(of question: WaitingQuestion) throws -> String {
        guard question.state == .waiting else { throw AirlockError(.notFound, "the branch is gone") }
        guard case .keep = question.card?.question else { return "" }
        return "--- /dev/null\n+++ b/notes.txt\n@@ -0,0 +1 @@\n+hello\n"
    }

    func decide(_ id: WaitingQuestion.ID, granted: Bool, comment: String?) throws -> WaitingQuestion {
        guard let index = questions.firstIndex(where: { $0.id == id }) else {
            throw AirlockError(.notFound, "no approval \(id)")
        }
        guard questions[index].state == .waiting else { throw AirlockError(.conflict, "it was answered before") }
        questions[index].state = granted ? .approved : .rejected
        questions[index].settledAt = world.now()
        let requestID = questions[index].requestID
        if let found = envelopes[requestID] {
            let outcome =
                granted
                ? ToolResponse(requestID: requestID, status: .ok, output: ["stdout": "made"])
                : failure(requestID, .rejected, comment ?? "rejected")
            envelopes[requestID] = (found.owner, outcome)
        }
        return questions[index]
    }

    func ask(
        requestID: String, description: String, effects: [String], timeoutSeconds: Int, owner: String
    ) throws -> WaitingQuestion {
        guard question(requestID: requestID) == nil else { throw AirlockError(.conflict, "asked before") }
        let question = WaitingQuestion(
            id: world.newID("appr"), requestID: requestID, jobID: "direct", state: .waiting,
            card: .asking(description, effects: effects, id: requestID), createdAt: world.now(),
            expiresAt: world.now().advanced(bySeconds: timeoutSeconds))
        questions.append(question)
        envelopes[requestID] = (owner, ToolResponse(requestID: requestID, status: .pending))
        return question
    }
}
