public import AirlockCore

/// Audit records in memory, in order.
public actor MemoryAuditLog: AuditLog {
    public private(set) var records: [AuditRecord] = []

    public init() {}

    @discardableResult
    public func append(_ record: AuditRecord) -> AuditPosition {
        records.append(record)
        return AuditPosition(file: "/memory/audit.jsonl", seq: records.count)
    }
}
