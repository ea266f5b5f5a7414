/// A request to a tool, decoded but not yet judged. Its id is the `request_id` of the answer.
public struct ToolCall: Sendable, Hashable, Codable, Identifiable {
    public let id: String
    public let tool: String
    /// The arguments as decoded; their canonical JSON is what an approval binds to.
    public let arguments: JSONValue
    /// What the tool says it would touch. A claim, never a proof: see ``MeasuredEffect``.
    public let declared: [Effect]
    /// Judge the outcome of a program that failed like any other, instead of dropping it (`"on_failure": "keep"`).
    public let keepsOnFailure: Bool
    /// What of the arguments somebody else than the plan's author wrote, and decides what is done; nil for nothing.
    public let tainted: [TaintedSpan]?

    public init(
        id: String, tool: String, arguments: JSONValue, declared: [Effect], keepsOnFailure: Bool = false,
        tainted: [TaintedSpan]? = nil
    ) {
        self.id = id
        self.tool = tool
        self.arguments = arguments
        self.declared = declared
        self.keepsOnFailure = keepsOnFailure
        self.tainted = tainted
    }
}

/// One thing that a call touches, in terms that policy can judge.
public enum Effect: Sendable, Hashable, Codable {
    /// Leaves no trace: search, reading what is stored.
    case compute
    case read(WorkspacePath)
    case write(WorkspacePath)
    case delete(WorkspacePath)
    /// A program of the tool's own choosing, with exact arguments.
    case execute(argv: [String])
    /// A command line as a person or model wrote it, and the folder that it runs in (nil, as in older logs: the workspace);
    /// policy parses it.
    case command(String, cwd: WorkspacePath? = nil)
    case connect(host: String, port: Int)
    /// Something that leaves the machine: a push, an upload.
    case publish(String)
    /// A feature that asks before it runs whatever the rules say, e.g. `as_dangerous`.
    case sensitive(String)

    /// Whether a branch can hold it back until somebody agrees. A connection that was made can't be taken back.
    public var isContained: Bool {
        switch self {
        case .compute, .read, .write, .delete, .execute, .command: true
        case .connect, .publish, .sensitive: false
        }
    }
}
