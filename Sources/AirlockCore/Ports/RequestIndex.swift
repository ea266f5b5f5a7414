/// Which job a request belongs to, so that its outcome can be asked for later.
public protocol RequestIndex: Sendable {
    /// Durable when it returns.
    /// - Throws: `.conflict` if the id was claimed before.
    func claim(_ requestID: String, for job: Job.ID) async throws

    func job(of requestID: String) async throws -> Job.ID?
}
