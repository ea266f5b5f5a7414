public import AirlockCore

/// Which job a request belongs to, in memory.
public actor MemoryRequests: RequestIndex {
    private var jobs: [String: Job.ID] = [:]

    public init() {}

    public func claim(_ requestID: String, for job: Job.ID) throws {
        guard jobs.updateValue(job, forKey: requestID) == nil else {
            throw AirlockError(.conflict, "the request id \(requestID) was used before")
        }
    }

    public func job(of requestID: String) -> Job.ID? { jobs[requestID] }
}
