public import AirlockCore

/// Events in memory, in order. Passes ``EventLogConformance``.
public actor MemoryEventLog: EventLog {
    /// All jobs' records, oldest first.
    public private(set) var records: [EventRecord] = []
    private let now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp = { Timestamp(millisecondsSince1970: 0) }) { self.now = now }

    /// All jobs' events, oldest first.
    public var events: [Event] { records.map(\.event) }

    @discardableResult
    public func append(_ event: Event, to job: Job.ID) -> EventRecord {
        let record = EventRecord(seq: records.count + 1, jobID: job, time: now(), event: event)
        records.append(record)
        return record
    }

    public func events(of job: Job.ID, after: Int) -> [EventRecord] {
        records.filter { $0.jobID == job && $0.seq > after }
    }

    /// Newest first: by the job's first event.
    public func jobs(limit: Int) -> [Job.ID] {
        var seen: Set<Job.ID> = []
        let begun = records.map(\.jobID).filter { seen.insert($0).inserted }
        return Array(begun.reversed().prefix(max(limit, 0)))
    }
}
