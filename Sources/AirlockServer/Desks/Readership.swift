import AirlockCore

/// Who may read what: a token its own, an `approve` token every card, an `admin` token everything. What somebody may not
/// read is answered like what doesn't exist.
struct Readership: Sendable {
    /// Jobs that are looked through for a token that sees only its own.
    static let searched = 500

    let desk: any Desk

    func job(_ id: Job.ID, for token: AccessToken) async throws -> Job {
        guard let job = try await desk.job(id), token.scope == .admin || job.request?.owner == token.name else {
            throw AirlockError(.notFound, "no job \(id)", hint: "GET /jobs lists yours")
        }
        return job
    }

    func jobs(limit: Int, for token: AccessToken) async throws -> [Job] {
        guard token.scope != .admin else { return try await desk.jobs(limit: limit) }
        let mine = try await desk.jobs(limit: Self.searched).filter { $0.request?.owner == token.name }
        return Array(mine.prefix(limit))
    }

    func question(_ id: WaitingQuestion.ID, for token: AccessToken) async throws -> WaitingQuestion {
        guard let question = try await desk.question(id), try await mayRead(question, token) else {
            throw AirlockError(.notFound, "no approval \(id)", hint: "GET /approvals lists them")
        }
        return question
    }

    func mayRead(_ question: WaitingQuestion, _ token: AccessToken) async throws -> Bool {
        if token.scope >= .approve { return true }
        if let owner = try await desk.job(question.jobID)?.request?.owner { return owner == token.name }
        return try await desk.response(question.requestID, owner: token.name) != nil
    }
}
