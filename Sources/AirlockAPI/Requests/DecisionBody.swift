public import AirlockCore

/// Body of `POST /approvals/{id}/decision`.
public struct DecisionBody: Sendable, Hashable {
    private enum Choice: String, CaseIterable { case approve, reject }

    public let granted: Bool
    /// At most 4,096 bytes.
    public let comment: String?
    /// Added to a yes: a standing one to calls of the same kind in the same job.
    public let lease: LeaseTerms?

    private static func lease(_ value: JSONValue) throws(AirlockError) -> LeaseTerms {
        var fields = try RequestFields(value, place: "lease.")
        let uses = try fields.required(fields.integer("uses", in: 1...LeaseTerms.mostUses), "uses")
        let minutes = try fields.required(fields.integer("minutes", in: 1...LeaseTerms.mostMinutes), "minutes")
        let bytes = try fields.integer("bytes", in: 1...LeaseTerms.mostBytes)
        try fields.finish()
        return LeaseTerms(uses: uses, minutes: minutes, bytes: bytes)
    }

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        granted = try fields.required(fields.choice("decision", of: Choice.self), "decision") == .approve
        comment = try fields.string("comment", bytes: 0...4096)
        lease = if let value = fields.value("lease") { try Self.lease(value) } else { nil }
        try fields.finish()
        if lease != nil, !granted { throw fields.refusal("lease", "goes with approve alone") }
    }
}
