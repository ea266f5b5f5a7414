import AirlockCore
import Synchronization

/// Ends work that takes too long, in whole or between two signs of life.
struct AnswerDeadline<Time: Clock>: Sendable where Time.Duration == Duration {
    let limits: OpenAIEndpoint.Limits
    /// Who was too late, for the message.
    let server: String
    let clock: Time

    /// Signs of life of one answer.
    final class Pulse: Sendable {
        private let clock: Time
        private let last = Mutex<Time.Instant?>(nil)

        fileprivate init(_ clock: Time) { self.clock = clock }

        func beat() {
            let now = clock.now
            last.withLock { $0 = now }
        }

        fileprivate var latest: Time.Instant? { last.withLock { $0 } }
    }

    /// Runs `work`; cancels it when it is too late.
    /// - Throws: `.backendFailed` when it was too late, else what `work` throws.
    func run<T: Sendable>(_ work: @escaping @Sendable (Pulse) async throws -> T) async throws -> T {
        let pulse = Pulse(clock)
        let start = clock.now
        return try await withThrowingTaskGroup(of: T.self) { group in
            group.addTask { try await work(pulse) }
            group.addTask { throw try await lateness(since: start, pulse) }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// Sleeps until it is too late, and says how. As long as nothing has come it looks again after each `stall`.
    private func lateness(since start: Time.Instant, _ pulse: Pulse) async throws -> AirlockError {
        let end = start.advanced(by: limits.total)
        while true {
            let now = clock.now
            if now >= end {
                return AirlockError(
                    .backendFailed, "\(server) did not finish its answer within \(limits.total)",
                    hint: "Raise the provider's deadline, or ask for less at once.")
            }
            let latest = pulse.latest
            if let latest, now >= latest.advanced(by: limits.stall) {
                return AirlockError(
                    .backendFailed, "\(server) fell silent for \(limits.stall) in the middle of its answer",
                    hint: "Look whether that server still runs and is not overloaded.")
            }
            try await clock.sleep(until: min(end, (latest ?? now).advanced(by: limits.stall)), tolerance: .zero)
        }
    }
}
