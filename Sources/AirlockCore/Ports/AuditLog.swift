/// The specification's JSONL log: one canonical line a record, chained by `seq` and `prev`.
public protocol AuditLog: Sendable {
    /// Writes one record, durably. Secrets known to the log are replaced by `[redacted]`.
    /// - Returns: Where it was written.
    @discardableResult
    func append(_ record: AuditRecord) async throws -> AuditPosition
}

public struct AuditPosition: Sendable, Hashable, Codable {
    /// Absolute path of the `.jsonl` file.
    public let file: String
    public let seq: Int

    public init(file: String, seq: Int) {
        self.file = file
        self.seq = seq
    }
}

/// One request's trace. Every field is written, null where there is nothing.
public struct AuditRecord: Sendable, Hashable {
    public var timestamp: Timestamp
    public var requestID: String
    public var jobID: String?
    public var modelID: String?
    public var promptHash: String?
    /// What was asked for: `[{action, params, decision?, rule?}]`.
    public var actions: [JSONValue]
    /// Empty before the effect, the envelope(s) after it.
    public var toolResponses: [JSONValue]
    public var snapshotID: String?
    public var exitStatus: Int?
    public var seed: Int?

    public init(
        timestamp: Timestamp, requestID: String, jobID: String? = nil, modelID: String? = nil,
        promptHash: String? = nil, actions: [JSONValue] = [], toolResponses: [JSONValue] = [],
        snapshotID: String? = nil, exitStatus: Int? = nil, seed: Int? = nil
    ) {
        self.timestamp = timestamp
        self.requestID = requestID
        self.jobID = jobID
        self.modelID = modelID
        self.promptHash = promptHash
        self.actions = actions
        self.toolResponses = toolResponses
        self.snapshotID = snapshotID
        self.exitStatus = exitStatus
        self.seed = seed
    }
}
