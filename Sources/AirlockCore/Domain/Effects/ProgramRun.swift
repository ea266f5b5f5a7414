/// One program that the sandbox ran for a call, with all that it started.
public struct ProgramRun: Sendable, Hashable, Codable {
    public let argv: [String]
    /// The programs that its output went through; nil for none.
    public let pipedInto: [[String]]?
    /// 128 + signal number for a program that a signal ended.
    public let exitStatus: Int32
    /// Why it was stopped by us; nil if it ended by itself.
    public let stop: ProgramResult.Stop?
    public let use: ResourceUse
    public let output: OutputRecord
    public let activity: Observation

    public init(
        argv: [String], pipedInto: [[String]]? = nil, exitStatus: Int32, stop: ProgramResult.Stop?, use: ResourceUse,
        output: OutputRecord,
        activity: Observation
    ) {
        self.argv = argv
        self.pipedInto = pipedInto
        self.exitStatus = exitStatus
        self.stop = stop
        self.use = use
        self.output = output
        self.activity = activity
    }
}

/// What a program and all that it started used.
public struct ResourceUse: Sendable, Hashable, Codable {
    public let wallMilliseconds: Int
    /// User and system time of all processes.
    public let cpuMilliseconds: Int
    /// The most memory that all processes held at once, in bytes; sampled where no cgroup counts it.
    public let peakMemoryBytes: Int
    /// What held it to its limits: `cgroup v2`, `cgroup v1` or `sampled`, or `none` for a fake.
    public let limitedBy: String

    public init(wallMilliseconds: Int, cpuMilliseconds: Int, peakMemoryBytes: Int, limitedBy: String) {
        self.wallMilliseconds = wallMilliseconds
        self.cpuMilliseconds = cpuMilliseconds
        self.peakMemoryBytes = peakMemoryBytes
        self.limitedBy = limitedBy
    }
}

/// Everything that a program wrote to its two streams, also what wasn't kept.
public struct OutputRecord: Sendable, Hashable, Codable {
    /// Of both together.
    public let bytes: Int
    /// Lower-case hex, of all of standard output.
    public let standardOutputSHA256: String
    public let standardErrorSHA256: String

    public init(bytes: Int, standardOutputSHA256: String, standardErrorSHA256: String) {
        self.bytes = bytes
        self.standardOutputSHA256 = standardOutputSHA256
        self.standardErrorSHA256 = standardErrorSHA256
    }
}

extension Program {
    /// The programs behind the first, as a ``ProgramRun`` names them.
    public var pipedInto: [[String]]? { stages.count > 1 ? stages.dropFirst().map(\.argv) : nil }
}
