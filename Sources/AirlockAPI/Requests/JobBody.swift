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

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        task = try fields.required(fields.string("task", bytes: 1...16_384), "task")
        constraints = try fields.strings("constraints", most: 50, bytes: 2000) ?? []
        outputFormat = try fields.choice("output_format", of: Format.self) == .planCalls ? .planCalls : .report
        workspace = try fields.string("workspace", bytes: 1...4096)
        try fields.finish()
        if task.allSatisfy(\.isWhitespace) { throw fields.refusal("task", "is empty") }
        if let workspace, !workspace.hasPrefix("/") || workspace.utf8.contains(0) {
            throw fields.refusal("workspace", "is not an absolute path")
        }
    }

    public func request(owner: String) -> JobRequest {
        JobRequest(
            task: task, constraints: constraints, outputFormat: outputFormat, workspace: workspace, owner: owner)
    }
}
