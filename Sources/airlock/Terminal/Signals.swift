import Dispatch
import Foundation

/// SIGINT and SIGTERM as values, so that a program can end in order.
enum Signals {
    /// Runs `body`; at the first signal it is cancelled and `stopping` runs.
    /// - Throws: What `body` throws; ``ExitStatus/interrupted`` if a signal came.
    static func interruptible(
        _ body: @escaping @Sendable () async throws -> Void, stopping: () async -> Void
    ) async throws {
        guard try await interruptible(body) != nil else { return }
        await stopping()
        throw ExitStatus.interrupted
    }

    /// Runs `body`, once signals are caught; at the first one it is cancelled, and the signal's number is given.
    static func interruptible(_ body: @escaping @Sendable () async throws -> Void) async throws -> Int32? {
        let numbers = [SIGINT, SIGTERM]
        let (registered, registration) = AsyncStream.makeStream(of: Void.self)
        let work = Task {
            // What the work starts must not outlive us because a signal came a moment too early.
            for await _ in registered.prefix(numbers.count) {}
            try Task.checkCancellation()
            try await body()
        }
        let caught = Caught()
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setRegistrationHandler { registration.yield() }
            source.setEventHandler {
                caught.set(number)
                work.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            try await work.value
        } catch {
            if let number = caught.number { return number }
            throw error
        }
        return caught.number
    }
}
