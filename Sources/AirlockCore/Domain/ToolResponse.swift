/// The envelope of every tool answer.
public struct ToolResponse: Sendable, Hashable, Codable {
    public enum Status: String, Sendable, Codable { case ok, error, pending }

    /// Where to answer the question that a pending call waits for.
    public struct PendingApproval: Sendable, Hashable, Codable {
        public let id: String
        /// Path on this server.
        public let url: String

        public init(id: String) {
            self.id = id
            url = "/approvals/\(id)"
        }
    }

    public var requestID: String
    public var status: Status
    public var output: JSONValue
    public var logs: [String]
    public var artifacts: [String]
    public var error: Failure?
    public var approval: PendingApproval?

    public init(
        requestID: String, status: Status, output: JSONValue = .object([:]), logs: [String] = [],
        artifacts: [String] = [], error: Failure? = nil, approval: PendingApproval? = nil
    ) {
        self.requestID = requestID
        self.status = status
        self.output = output
        self.logs = logs
        self.artifacts = artifacts
        self.error = error
        self.approval = approval
    }

    enum CodingKeys: String, CodingKey {
        case requestID = "request_id"
        case status, output, logs, artifacts, error, approval
    }
}
