public import AirlockCore

/// Body of `POST /approvals/{id}/decision`.
public struct DecisionBody: Sendable, Hashable {
    private enum Choice: String, CaseIterable { case approve, reject }

    public let granted: Bool
    /// At most 4,096 bytes.
    public let comment: String?

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        granted = try fields.required(fields.choice("decision", of: Choice.self), "decision") == .approve
        comment = try fields.string("comment", bytes: 0...4096)
        try fields.finish()
    }
}
