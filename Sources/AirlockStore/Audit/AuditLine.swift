import AirlockCore
import Crypto
import FoundationEssentials

/// One line of the audit log, without its newline.
struct AuditLine: Sendable {
    /// What the first line of all has for `prev`.
    static let origin = String(repeating: "0", count: 64)
    /// Bytes; a longer one is refused, when written and when read.
    static let maximumBytes = 16 * 1_048_576
    /// Bytes of one string in it; the rest of a longer one is counted and left out.
    static let maximumString = 262_144

    static let keys: Set<String> = [
        "timestamp", "request_id", "job_id", "model_id", "prompt_hash", "actions", "tool_responses",
        "sandbox_snapshot_id", "exit_status", "seed", "versions", "seq", "prev",
    ]

    let bytes: [UInt8]
    let seq: Int
    let prev: String

    /// Lower-case hex SHA-256 of the line: the `prev` of the next one.
    var hash: String { Self.hash(bytes) }

    /// - Throws: `.limitExceeded`.
    init(
        _ record: AuditRecord, versions: [String: String], seq: Int, prev: String, redaction: Redaction
    ) throws(AirlockError) {
        var all = versions.mapValues(JSONValue.string)
        all["model"] = all["model"] ?? Self.orNull(record.modelID)
        let content: JSONValue = [
            "request_id": .string(record.requestID), "job_id": Self.orNull(record.jobID),
            "model_id": Self.orNull(record.modelID), "prompt_hash": Self.orNull(record.promptHash),
            "actions": .array(record.actions), "tool_responses": .array(record.toolResponses),
            "sandbox_snapshot_id": Self.orNull(record.snapshotID), "exit_status": Self.orNull(record.exitStatus),
            "seed": Self.orNull(record.seed), "versions": .object(all),
        ]
        var members = Self.shortened(redaction.apply(to: content)).object ?? [:]
        members["timestamp"] = .string(record.timestamp.description)
        members["seq"] = .integer(Int64(seq))
        members["prev"] = .string(prev)
        bytes = JSONValue.object(members).canonical
        self.seq = seq
        self.prev = prev
        guard bytes.count <= Self.maximumBytes else {
            throw AirlockError(
                .limitExceeded, "a log record of \(bytes.count) bytes; \(Self.maximumBytes) is the limit",
                hint: "keep large results as artifacts")
        }
    }

    /// Reads a line as it stands in a file.
    /// - Throws: `.invalidRequest` that says what is wrong with it.
    init(_ bytes: [UInt8]) throws(AirlockError) {
        let value = try JSONValue(parsing: bytes)
        guard value.canonical == bytes else { throw AirlockError(.invalidRequest, "not canonical JSON (RFC 8785)") }
        guard let members = value.object, Set(members.keys) == Self.keys else {
            throw AirlockError(.invalidRequest, "not the fields of a record")
        }
        guard let seq = members["seq"]?.integer, let prev = members["prev"]?.string else {
            throw AirlockError(.invalidRequest, "seq is not an integer or prev is not a string")
        }
        self.bytes = bytes
        self.seq = seq
        self.prev = prev
    }

    static func hash(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let digest = Crypto.SHA256.hash(data: bytes)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func orNull(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    private static func orNull(_ number: Int?) -> JSONValue { number.map { .integer(Int64($0)) } ?? .null }

    private static func shortened(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: return value
        case .array(let items): return .array(items.map(shortened))
        case .object(let members): return .object(members.mapValues(shortened))
        case .string(let text):
            let left = text.utf8.count - maximumString
            guard left > 0 else { return value }
            return .string(
                String(decoding: text.utf8.prefix(maximumString), as: UTF8.self) + "… [\(left) bytes left out]")
        }
    }
}
