import AirlockCore
import Foundation

/// Runs what blocks on a thread of its own, away from the pool that Swift's tasks share. A child process that is forked
/// there dies with that thread, so `body` must outlast the children that it starts.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            do {
                continuation.resume(returning: try body())
            } catch let failure as SystemFailure {
                continuation.resume(throwing: failure.airlockError)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
