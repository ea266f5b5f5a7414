/// Starts long-lived programs of ours (a model server, a browser) in a sandbox of their own.
public protocol ProcessLauncher: Sendable {
    /// Starts it as an ordinary user who sees nothing but `/usr`, the folders named and a private `/tmp`. It dies with us,
    /// however we end.
    /// - Throws: `.unavailable` if the sandbox can't start.
    func launch(_ service: ServiceProgram) async throws -> any RunningService
}

public protocol RunningService: Sendable {
    /// Returns when the program has ended, with its exit status (128 + signal).
    func waitUntilExit() async -> Int32
    /// The last 8 KiB of its standard error.
    func errorTail() async -> String
    /// Kills it with all that it started, and returns when it is gone. Idempotent.
    func stop() async
}

public struct ServiceProgram: Sendable, Hashable {
    /// `argv[0]` is an absolute path below one of the readable folders.
    public var argv: [String]
    /// The whole environment; never on a command line, never logged.
    public var environment: [String: String]
    /// Absolute host folders or files, seen read-only at the same path.
    public var readable: [String]
    /// Absolute host folders, seen writable at the same path (for a socket).
    public var writable: [String]
    /// Absolute host device files, and folders of such, that it may open, at the same path. What isn't there is left out.
    public var devices: [String]

    public init(
        argv: [String], environment: [String: String], readable: [String], writable: [String], devices: [String] = []
    ) {
        self.argv = argv
        self.environment = environment
        self.readable = readable
        self.writable = writable
        self.devices = devices
    }
}
