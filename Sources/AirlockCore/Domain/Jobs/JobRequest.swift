/// What a person asks for.
public struct JobRequest: Sendable, Hashable, Codable {
    public enum OutputFormat: String, Sendable, Codable {
        /// The plan only; nothing is run.
        case planCalls = "PLAN_CALLS"
        /// Run it and report.
        case report = "REPORT"
    }

    /// The person's own words, 1…16,384 bytes of UTF-8.
    public let task: String
    public let constraints: [String]
    public let outputFormat: OutputFormat
    /// A host folder whose content becomes the base layer.
    public let workspace: String?
    /// Another job's files, instead of a host folder's.
    public let origin: JobOrigin?
    /// Name of the token that asked.
    public let owner: String
    /// Nil: rules alone decide.
    public let envelope: Envelope?

    public init(
        task: String, constraints: [String], outputFormat: OutputFormat, workspace: String?, origin: JobOrigin? = nil,
        owner: String, envelope: Envelope? = nil
    ) {
        self.task = task
        self.constraints = constraints
        self.outputFormat = outputFormat
        self.workspace = workspace
        self.origin = origin
        self.owner = owner
        self.envelope = envelope
    }
}
