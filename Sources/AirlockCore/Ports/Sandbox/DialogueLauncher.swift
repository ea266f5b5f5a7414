/// Starts programs of ours that we talk with over their standard input and output, in a sandbox of their own.
public protocol DialogueLauncher: Sendable {
    /// As ``ProcessLauncher/launch(_:)``.
    /// - Parameters:
    ///   - egress: Where it may connect to, through a proxy at `127.0.0.1:3128`; nil: nowhere.
    ///   - limits: Those of memory, processes and files count; those of time and output don't.
    /// - Throws: `.unavailable` if the sandbox can't start, or for a lease that there is no gate for.
    func converse(
        with service: ServiceProgram, egress: EgressLease?, limits: Limits
    ) async throws -> any ServiceDialogue
}

/// What is said to, and by, a program that runs. It is stopped when nobody holds it any more.
public protocol ServiceDialogue: RunningService {
    /// Returns when the program's side of the channel has taken all of it. Pieces of several callers aren't mixed.
    /// - Throws: `.backendFailed` if the program has ended.
    func write(_ bytes: [UInt8]) async throws

    /// Tells the program that nothing follows; it may go on talking. Idempotent.
    func finishWriting() async

    /// The next bytes, at most 1 MiB; nil at the end. One caller at a time.
    func read() async throws -> [UInt8]?
}
