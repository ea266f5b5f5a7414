/// What a tool gives back.
public struct ToolOutput: Sendable, Hashable, Codable {
    /// The tool's `output` object, as the specification names its fields.
    public let value: JSONValue
    /// Non-zero: the work failed (`command_failed`) and its files are dropped unless the caller asked to keep them.
    public let exitStatus: Int32
    /// Absolute paths or URLs of stored artifacts.
    public let artifacts: [String]
    /// Short lines for a person.
    public let logs: [String]
    /// A failure that still keeps the files, e.g. `.unavailable` for a skeleton whose toolchain is missing.
    public let failure: Failure?

    public init(
        _ value: JSONValue, exitStatus: Int32 = 0, artifacts: [String] = [], logs: [String] = [],
        failure: Failure? = nil
    ) {
        self.value = value
        self.exitStatus = exitStatus
        self.artifacts = artifacts
        self.logs = logs
        self.failure = failure
    }
}
