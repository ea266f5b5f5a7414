/// Append-only record of all jobs. An appended event is durable when `append` returns.
public protocol EventLog: Sendable {
    /// - Returns: The record as stored, with its number.
    @discardableResult
    func append(_ event: Event, to job: Job.ID) async throws -> EventRecord

    /// A job's events with `seq` above `after`, in order.
    func events(of job: Job.ID, after: Int) async throws -> [EventRecord]

    /// Every job that has an event, newest first.
    func jobs(limit: Int) async throws -> [Job.ID]
}

public struct EventRecord: Sendable, Hashable, Codable {
    /// Counts from 1 over all jobs, without gaps.
    public let seq: Int
    public let jobID: Job.ID
    public let time: Timestamp
    public let event: Event

    public init(seq: Int, jobID: Job.ID, time: Timestamp, event: Event) {
        self.seq = seq
        self.jobID = jobID
        self.time = time
        self.event = event
    }
}
