public import AirlockCore

/// Body of `POST /tool/{name}`: the tool's arguments and the fields that every tool takes.
public struct ToolBody: Sendable, Hashable {
    private enum OnFailure: String, CaseIterable { case drop, keep }

    /// What is left for the tool, whose schema judges it.
    public let arguments: JSONValue
    public let jobID: Job.ID?
    public let asDangerous: Bool
    public let keepsOnFailure: Bool

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        jobID = try fields.string("job_id", bytes: 1...128)
        asDangerous = try fields.bool("as_dangerous") ?? false
        keepsOnFailure = try fields.choice("on_failure", of: OnFailure.self) == .keep
        arguments = fields.rest
    }
}
