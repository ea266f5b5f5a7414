public import AirlockCore

/// Body of `POST /jobs/{id}/rollback`.
public struct RollbackBody: Sendable, Hashable {
    public let snapshotID: Snapshot.ID

    public init(_ body: JSONValue) throws(AirlockError) {
        var fields = try RequestFields(body)
        snapshotID = try fields.required(fields.string("snapshot_id", bytes: 1...128), "snapshot_id")
        try fields.finish()
    }
}
