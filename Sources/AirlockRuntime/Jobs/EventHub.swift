public import AirlockCore

/// The event log, with a bell: followers wake when something was appended.
public actor EventHub: EventLog {
    private enum Bell: Sendable {
        case appended
        case progress(String)
        case failed(AirlockError)
    }

    private let log: any EventLog
    private var followers: [Job.ID: [Int: AsyncStream<Bell>.Continuation]] = [:]
    private var nextFollower = 0
    /// Folds so far, so that a long job is not read whole for each question about it.
    private var folds: [Job.ID: Job] = [:]
    private static let foldLimit = 64

    public init(_ log: any EventLog) { self.log = log }

    @discardableResult
    public func append(_ event: Event, to job: Job.ID) async throws -> EventRecord {
        let record = try await log.append(event, to: job)
        ring(.appended, job)
        return record
    }

    public func events(of job: Job.ID, after: Int) async throws -> [EventRecord] {
        try await log.events(of: job, after: after)
    }

    public func jobs(limit: Int) async throws -> [Job.ID] { try await log.jobs(limit: limit) }

    /// The job as it stands; nil if it has no event.
    public func job(_ id: Job.ID) async throws -> Job? {
        let known = folds[id] ?? Job(id: id)
        let events = try await log.events(of: id, after: known.lastSeq)
        var job = folds[id].flatMap { $0.lastSeq >= known.lastSeq ? $0 : nil } ?? known
        for record in events where record.seq > job.lastSeq { job.apply(record) }
        guard job.lastSeq > 0 else { return nil }
        if folds.count >= Self.foldLimit, folds[id] == nil { folds.removeAll() }
        folds[id] = job
        return job
    }

    /// Tells followers what is going on; stored nowhere.
    public func progress(_ text: String, of job: Job.ID) { ring(.progress(text), job) }

    /// Ends all followers with an error: what happens to the job can no longer be stored.
    public func fail(_ job: Job.ID, _ error: AirlockError) { ring(.failed(error), job) }

    /// What is stored after `seq`, then what comes, until the job ends. A slow reader may miss progress, never an event.
    public func follow(_ id: Job.ID, after seq: Int) -> AsyncThrowingStream<JobUpdate, any Error> {
        let (bells, continuation) = AsyncStream.makeStream(of: Bell.self, bufferingPolicy: .bufferingNewest(8))
        let number = nextFollower
        nextFollower += 1
        followers[id, default: [:]][number] = continuation
        continuation.yield(.appended)
        return AsyncThrowingStream(bufferingPolicy: .unbounded) { out in
            let reader = Task {
                do {
                    try await self.read(bells, of: id, after: seq, into: out)
                    out.finish()
                } catch {
                    out.finish(throwing: error)
                }
            }
            out.onTermination = { _ in
                reader.cancel()
                Task { await self.leave(id, number) }
            }
        }
    }

    private func read(
        _ bells: AsyncStream<Bell>, of id: Job.ID, after seq: Int,
        into out: AsyncThrowingStream<JobUpdate, any Error>.Continuation
    ) async throws {
        var last = seq
        for await bell in bells {
            switch bell {
            case .appended: break
            case .progress(let text): out.yield(.progress(text))
            case .failed(let error): throw error
            }
            let records = try await log.events(of: id, after: last)
            for record in records {
                last = record.seq
                out.yield(.event(record))
            }
            if let job = try await job(id), job.status.isFinal, job.lastSeq <= last { return }
        }
    }

    private func ring(_ bell: Bell, _ job: Job.ID) {
        for follower in (followers[job] ?? [:]).values { follower.yield(bell) }
    }

    private func leave(_ id: Job.ID, _ number: Int) {
        followers[id]?[number]?.finish()
        followers[id]?[number] = nil
        if followers[id]?.isEmpty == true { followers[id] = nil }
    }
}
