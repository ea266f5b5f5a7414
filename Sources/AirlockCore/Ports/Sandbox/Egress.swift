/// One connection that a program in the sandbox asked for.
public struct ConnectionAttempt: Sendable, Hashable, Codable {
    /// As it was asked for, printable ASCII of at most 253 bytes; empty, with port 0, where the request named no host that
    /// can be read. Never a path, a query or a user's name.
    public let host: String
    public let port: Int
    public let isAllowed: Bool
    /// Why it was refused or failed; nil if it was made.
    public let reason: String?

    public init(host: String, port: Int, isAllowed: Bool, reason: String?) {
        self.host = host
        self.port = port
        self.isAllowed = isAllowed
        self.reason = reason
    }
}

/// The only way out of a sandbox: an HTTP proxy outside of it, which lets through what a lease names and nothing else.
public protocol EgressGate: Sendable {
    /// Serves clients of a listening TCP socket that was made inside the sandbox's own network namespace.
    /// - Parameter listener: An open descriptor in listening state; the session owns and closes it, also if this throws.
    /// - Throws: `.unavailable`.
    func serve(_ lease: EgressLease, on listener: Int32) async throws -> any EgressSession
}

/// A gate that is open for one run.
public protocol EgressSession: Sendable {
    /// Every request so far, in order, at most 1,000; more are counted by the last entry's reason. A connection that broke a
    /// rule after it was made has a second entry that says which.
    func attempts() async -> [ConnectionAttempt]
    /// Ends all connections and closes the listener. Idempotent.
    func close() async
}
