import AirlockCore

/// Lets the calls of one job pass one after the other, in the order they came.
actor JobLanes {
    private var busy: Set<Job.ID> = []
    private var queues: [Job.ID: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `body` when all earlier ones of this job have ended.
    func pass<T: Sendable>(_ job: Job.ID, _ body: @Sendable () async throws -> T) async rethrows -> T {
        await enter(job)
        do {
            let result = try await body()
            leave(job)
            return result
        } catch {
            leave(job)
            throw error
        }
    }

    private func enter(_ job: Job.ID) async {
        if busy.insert(job).inserted { return }
        await withCheckedContinuation { queues[job, default: []].append($0) }
    }

    private func leave(_ job: Job.ID) {
        if queues[job]?.isEmpty == false, let next = queues[job]?.removeFirst() {
            next.resume()
        } else {
            queues[job] = nil
            busy.remove(job)
        }
    }
}

/// Runs `body` to its end although the task around it was cancelled: for undoing and recording.
func sheltered<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
    try await Task.detached { try await body() }.value
}
