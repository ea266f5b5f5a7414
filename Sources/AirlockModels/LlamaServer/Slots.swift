import AirlockCore
import Synchronization

/// Admits as many questions at a time as the server has room for. What comes beyond that waits its turn, in order: sent at
/// once, it would wait in the server where nobody sees it. The queue is bounded, and so is the time in it.
final class Slots<Time: Clock>: Sendable where Time.Duration == Duration {
    /// More of them would only wait to be late.
    static var longestQueue: Int { 64 }

    private struct State {
        var free: Int
        var nextTicket = 0
        var waiting: [(ticket: Int, turn: CheckedContinuation<Void, any Error>)] = []
        /// Those about to wait; with the reason if they must not.
        var arriving: [Int: AirlockError?] = [:]
    }

    private let state: Mutex<State>
    private let clock: Time

    init(_ count: Int, clock: Time) {
        state = Mutex(State(free: max(1, count)))
        self.clock = clock
    }

    /// Runs `work` in a slot, with the time that is left of `limit`.
    /// - Throws: `.cancelled` while it waits, `.backendFailed` if no turn came in time, `.unavailable` if too many wait already,
    ///   and what `work` throws.
    func withSlot<T: Sendable>(
        within limit: Duration, _ work: @Sendable (Duration) async throws -> T
    ) async throws -> T {
        let start = clock.now
        try await enter(within: limit)
        defer { leave() }
        return try await work(max(.milliseconds(1), limit - start.duration(to: clock.now)))
    }

    private func enter(within limit: Duration) async throws {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            state.arriving[state.nextTicket] = .some(nil)
            return state.nextTicket
        }
        let end = clock.now.advanced(by: limit)
        let alarm = Task { [clock] in
            try await clock.sleep(until: end, tolerance: .zero)
            leaveQueue(
                ticket,
                AirlockError(
                    .backendFailed, "no turn came within \(limit): the model was busy with other questions",
                    hint: "Ask for less at once, or name a second provider in model.providers."))
        }
        defer { alarm.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { turn in
                if let outcome = queue(ticket, turn) { turn.resume(with: outcome) }
            }
        } onCancel: {
            leaveQueue(ticket, AirlockError(.cancelled, "waiting for the model was cancelled"))
        }
    }

    /// - Returns: Nil if it has to wait.
    private func queue(
        _ ticket: Int, _ turn: CheckedContinuation<Void, any Error>
    ) -> Result<Void, any Error>? {
        state.withLock { state in
            if let reason = state.arriving.removeValue(forKey: ticket) ?? nil { return .failure(reason) }
            if state.free > 0 {
                state.free -= 1
                return .success(())
            }
            guard state.waiting.count < Self.longestQueue else {
                return .failure(
                    AirlockError(
                        .unavailable, "\(Self.longestQueue) questions wait for the model already",
                        hint: "Try again soon, or name a second provider in model.providers."))
            }
            state.waiting.append((ticket, turn))
            return nil
        }
    }

    /// Whoever has his turn already keeps it.
    private func leaveQueue(_ ticket: Int, _ reason: AirlockError) {
        let turn = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            if let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) {
                return state.waiting.remove(at: index).turn
            }
            if state.arriving[ticket] != nil { state.arriving[ticket] = .some(reason) }
            return nil
        }
        turn?.resume(throwing: reason)
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().turn
        }
        next?.resume()
    }
}
