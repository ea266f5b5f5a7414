import AirlockCore

/// Writes what programs in sandboxes wanted to reach into the audit log, beside them.
struct AttemptRecord: Sendable {
    /// Requests that may wait to be written; more are left to the record of their run.
    private static let waiting = 10_000

    private let attempts: AsyncStream<ConnectionAttempt>.Continuation
    private let writing: Task<Void, Never>

    /// - Parameter action: As the log calls it.
    init(_ action: String, audit: any AuditLog, world: World) {
        let (stream, attempts) = AsyncStream<ConnectionAttempt>.makeStream(
            bufferingPolicy: .bufferingNewest(Self.waiting))
        self.attempts = attempts
        writing = Task {
            for await attempt in stream { _ = try? await audit.append(Self.record(attempt, action, world)) }
        }
    }

    func add(_ attempt: ConnectionAttempt) { attempts.yield(attempt) }

    /// Returns when all is written.
    func close() async {
        attempts.finish()
        await writing.value
    }

    private static func record(_ attempt: ConnectionAttempt, _ action: String, _ world: World) -> AuditRecord {
        let action: JSONValue = [
            "action": .string(action),
            "params": ["host": .string(attempt.host), "port": .integer(Int64(attempt.port))],
            "decision": attempt.isAllowed ? "allow" : "deny", "reason": attempt.reason.map(JSONValue.string) ?? .null,
        ]
        return AuditRecord(timestamp: world.now(), requestID: world.newID("egress"), actions: [action])
    }
}
