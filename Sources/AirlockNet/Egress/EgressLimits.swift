/// What one session of the proxy, which is one run, may use.
public struct EgressLimits: Sendable {
    /// Of a request's line and header fields together.
    public var headBytes: Int
    /// Connections served at a time; more wait in the listener's queue.
    public var connections: Int
    /// Requests in all.
    public var requests: Int
    /// Bytes in both directions together, of all connections.
    public var sessionBytes: Int
    /// Until a request's head is complete.
    public var headTime: Duration
    public var resolveTime: Duration
    /// For all addresses of a name together.
    public var connectTime: Duration
    /// Without a byte in either direction.
    public var idleTime: Duration
    /// Between two looks at whether what was lent for a connection is still good; the longest it outlives its end.
    public var loanCheck: Duration

    public init(
        headBytes: Int, connections: Int, requests: Int, sessionBytes: Int, headTime: Duration, resolveTime: Duration,
        connectTime: Duration, idleTime: Duration, loanCheck: Duration = .seconds(1)
    ) {
        self.headBytes = headBytes
        self.connections = connections
        self.requests = requests
        self.sessionBytes = sessionBytes
        self.headTime = headTime
        self.resolveTime = resolveTime
        self.connectTime = connectTime
        self.idleTime = idleTime
        self.loanCheck = loanCheck
    }

    /// Room for a package manager that fetches some thousand packages.
    public static let standard = EgressLimits(
        headBytes: 64 << 10, connections: 64, requests: 20_000, sessionBytes: 2 << 30, headTime: .seconds(10),
        resolveTime: .seconds(10), connectTime: .seconds(10), idleTime: .seconds(60))
}
