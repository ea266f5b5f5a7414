import AirlockCore
import AirlockServer
import AirlockTestKit

extension FakeDesk: ApprovalDesk, QuestionDesk {
    func questions(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) throws -> [WaitingQuestion] {
        var older = questions[...]
        if let after {
            guard let end = older.firstIndex(where: { $0.id == after }) else { throw AirlockError(.notFound, after) }
            older = older[..<end]
        }
        return Array(older.reversed().filter { state == nil || $0.state == state }.prefix(limit))
    }

    func question(_ id: WaitingQuestion.ID) -> WaitingQuestion? { questions.first { $0.id == id } }
    func question(requestID: String) -> WaitingQuestion? { questions.first { $0.requestID == requestID } }

    func diff(of question: WaitingQuestion) throws -> String {
        guard question.state == .waiting else { throw AirlockError(.notFound, "the branch is gone") }
        guard case .keep = question.card?.question else { return "" }
        return "--- /dev/null\n+++ b/notes.txt\n@@ -0,0 +1 @@\n+hello\n"
    }

    func decide(
        _ id: WaitingQuestion.ID, granted: Bool, comment: String?, lease: LeaseTerms?
    ) async throws -> WaitingQuestion {
        guard let index = questions.firstIndex(where: { $0.id == id }) else {
            throw AirlockError(.notFound, "no approval \(id)")
        }
        guard questions[index].state == .waiting else { throw AirlockError(.conflict, "it was answered before") }
        questions[index].state = granted ? .approved : .rejected
        questions[index].settledAt = world.now()
        if let lease {
            let question = questions[index]
            await leases.give(
                Lease(
                    id: world.newID("lease"), jobID: question.jobID, kind: question.card?.call.kind ?? "",
                    description: "make notes", questionID: id, terms: lease, at: world.now()))
        }
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

extension FakeDesk: PermissionDesk {
    func leases(limit: Int) async throws -> [Lease] { await leases.list(limit: limit) }
    func lend(_ hosts: [String], to jobID: Job.ID, _ terms: LeaseTerms, by lender: String) async throws -> Lease {
        let lease = Lease(
            id: world.newID("lease"), jobID: jobID, kind: Lease.networkKind, hosts: hosts, description: "by \(lender)",
            terms: terms, at: world.now())
        await leases.give(lease)
        return lease
    }

    func revokeLease(_ id: Lease.ID) async throws { try await leases.revoke(id, at: world.now()) }

    func grant(
        _ patterns: [[String]], in jobID: Job.ID, uses: Int, expiresIn: Int, by issuer: String
    ) async throws -> (token: String, grant: WhitelistGrant) {
        let now = world.now()
        let grant = WhitelistGrant(
            id: world.newID("grant"), jobID: jobID, patterns: patterns, uses: uses, issuedAt: now,
            expiresAt: now.advanced(bySeconds: expiresIn), issuedBy: issuer)
        return (try await grants.issue(grant), grant)
    }

    func grants(limit: Int) async throws -> [GrantRecord] { await grants.list(limit: limit) }
    func revokeGrant(_ id: WhitelistGrant.ID) async throws { try await grants.revoke(id, at: world.now()) }
}
