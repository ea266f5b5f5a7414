public import AirlockCore

extension Orchestrator {
    /// Bytes of a task, as UTF-8.
    public static let taskLimit = 16 << 10

    /// Begins a job and returns at once; it goes on in the background.
    /// - Throws: `.invalidRequest` for an empty task or one over 16 KiB.
    public func submit(_ request: JobRequest) async throws -> Job {
        guard request.task.contains(where: { !$0.isWhitespace }) else {
            throw AirlockError(.invalidRequest, "the task is empty", hint: "say in plain words what should be done")
        }
        guard request.task.utf8.count <= Self.taskLimit else {
            throw AirlockError(
                .invalidRequest, "the task has \(request.task.utf8.count) bytes; at most \(Self.taskLimit) are read",
                hint: "put long material into a file of the workspace")
        }
        let id = parts.world.newID("job")
        let base =
            if let origin = request.origin { origin.snapshot } else { try await parts.importer(request.workspace) }
        try await hub.append(.created(request, base: base), to: id)
        startJob(id)
        return try await found(id)
    }

    public func job(_ id: Job.ID) async throws -> Job? { try await hub.job(id) }

    /// Newest first, without the standing jobs of direct calls.
    public func jobs(limit: Int) async throws -> [Job] {
        var jobs: [Job] = []
        for id in try await hub.jobs(limit: limit) where !id.hasPrefix(Self.standingPrefix) {
            if let job = try await hub.job(id) { jobs.append(job) }
        }
        return jobs
    }

    /// What is stored after `seq`, then what comes, until the job ends or the reader goes away. A slow reader may miss
    /// progress, never an event.
    public func follow(_ id: Job.ID, after seq: Int) async throws -> AsyncThrowingStream<JobUpdate, any Error> {
        await hub.follow(id, after: seq)
    }

    /// The report, also of a job that still runs.
    /// - Throws: `.notFound`.
    public func report(_ id: Job.ID) async throws -> Report { Report(try await found(id)) }

    /// - Throws: `.notFound`, `.conflict` for a job that ended.
    public func cancel(_ id: Job.ID) async throws -> Job {
        let job = try await found(id)
        guard !job.status.isFinal else { throw AirlockError(.conflict, "the job has ended: \(job.status.rawValue)") }
        background[id]?.cancel()
        await background[id]?.value
        for step in try await found(id).steps where step.status == .waiting {
            if let question = step.questionID { try await withdraw(question) }
        }
        if try await !found(id).status.isFinal {
            try await hub.append(.ended(.cancelled, summary: "cancelled by its person"), to: id)
        }
        return try await found(id)
    }

    /// Goes on from the first step that did not succeed, on the job's newest snapshot.
    /// - Throws: `.notFound`, `.conflict` for a job that runs or succeeded.
    public func retry(_ id: Job.ID) async throws -> Job {
        let job = try await found(id)
        switch job.status {
        case .planning, .running, .waiting: throw AirlockError(.conflict, "the job still runs")
        case .succeeded: throw AirlockError(.conflict, "the job succeeded; there is nothing to retry")
        case .failed, .rejected, .cancelled: break
        }
        try await hub.append(.retried, to: id)
        startJob(id)
        return try await found(id)
    }

    func found(_ id: Job.ID) async throws -> Job {
        guard let job = try await hub.job(id) else { throw AirlockError(.notFound, "no job \(id)") }
        return job
    }
}
