public import AirlockCore

extension Orchestrator {
    /// A tool call as it came over the wire.
    public struct CallRequest: Sendable {
        public var requestID: String?
        public var tool: String
        /// The body without `job_id`, `as_dangerous`, `on_failure`.
        public var arguments: JSONValue
        /// Nil: the standing job `direct` of `owner`.
        public var jobID: Job.ID?
        /// Name of the token that asks.
        public var owner: String
        public var asDangerous: Bool
        public var keepsOnFailure: Bool
        /// What of the arguments came from untrusted text.
        public var spans: [TaintedSpan]

        public init(
            requestID: String?, tool: String, arguments: JSONValue, jobID: Job.ID?, owner: String, asDangerous: Bool,
            keepsOnFailure: Bool, spans: [TaintedSpan] = []
        ) {
            self.requestID = requestID
            self.tool = tool
            self.arguments = arguments
            self.jobID = jobID
            self.owner = owner
            self.asDangerous = asDangerous
            self.keepsOnFailure = keepsOnFailure
            self.spans = spans
        }
    }
}

/// What a follower of a job sees.
public enum JobUpdate: Sendable {
    case event(EventRecord)
    /// Not stored: what is going on right now, e.g. `plan.labels: 9.3 tokens/s`.
    case progress(String)
}
