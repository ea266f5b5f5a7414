public import AirlockCore

/// Body of `POST /jobs`.
public struct JobBody: Sendable, Hashable {
    private enum Format: String, CaseIterable {
        case planCalls = "PLAN_CALLS"
        case report = "REPORT"
    }

    /// 1…16,384 bytes and not only white space.
    public let task: String
    /// At most 50, of at most 2,000 bytes each.
    public let constraints: [String]
    public let outputFormat: JobRequest.OutputFormat
    /// Absolute path of a host folder.
    public let workspace: String?
    /// Another job to go on from; nil if `workspace` is given.
    public let fork: Fork?
    public let envelope: Envelope?

    /// `{"job_id", "snapshot_id"?}`
    public struct Fork: Sendable, Hashable {
        public let jobID: Job.ID
        /// Nil: the job's files as they are.
        public let snapshotID: Snapshot.ID?

        init(_ value: JSONValue) throws(AirlockError) {
            var fields = try RequestFields(value, place: "from.")
            jobID = try fields.required(fields.string("job_id", bytes: 1...128), "job_id")
            snapshotID = try fields.string("snapshot_id", bytes: 1...128)
            try fields.finish()
        }
    }

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        task = try fields.required(fields.string("task", bytes: 1...16_384), "task")
        constraints = try fields.strings("constraints", most: 50, bytes: 2000) ?? []
        outputFormat = try fields.choice("output_format", of: Format.self) == .planCalls ? .planCalls : .report
        workspace = try fields.path("workspace")
        fork = if let from = fields.value("from") { try Fork(from) } else { nil }
        envelope = if let value = fields.value("envelope") { try EnvelopeBody(value).envelope } else { nil }
        try fields.finish()
        if task.allSatisfy(\.isWhitespace) { throw fields.refusal("task", "is empty") }
        if workspace != nil, fork != nil { throw fields.refusal("from", "and workspace exclude each other") }
    }

    /// - Parameter origin: What ``fork`` stands for.
    public func request(owner: String, origin: JobOrigin?) -> JobRequest {
        JobRequest(
            task: task, constraints: constraints, outputFormat: outputFormat, workspace: workspace, origin: origin,
            owner: owner, envelope: envelope)
    }
}
