/// One capability that an agent may ask for.
///
/// A tool is a value: it holds configuration, never state. It reaches the world only through the ``Workspace`` it is
/// lent (and ports given to its `init`, such as a search provider), so it can't step around the sandbox.
public protocol Tool: Sendable {
    associatedtype Arguments: Codable & Sendable

    static var spec: ToolSpec { get }

    /// What this call would touch; `[.compute]` for nothing. Pure: policy judges it before anything runs.
    /// - Throws: `.invalidRequest`.
    func effects(of arguments: Arguments) throws(AirlockError) -> [Effect]

    /// Does the work. A program that exits non-zero is a result, not an error.
    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput
}

/// A tool with calls that can't be tried out, and that can say beforehand what these would do.
public protocol PreviewingTool: Tool {
    /// Looks only: what it changes is dropped, and nothing gets out. What it throws ends the call, and nobody is asked.
    /// - Returns: Nil where the arguments say it all.
    func preview(_ arguments: Arguments, in context: ToolContext) async throws -> CallPreview?
}

/// What a running tool is lent.
public struct ToolContext: Sendable {
    public let workspace: any Workspace
    /// What policy said of the call: an allowed command runs as parsed, without a shell; an asked one as the exact string.
    public let decision: Decision
    /// Where programs of the call may connect to; nil: nowhere.
    public let network: EgressLease?
    /// What a person agreed to before it ran; nil if nobody was shown a preview.
    public let shown: CallPreview?
    /// Nil where the call belongs to no job.
    public let place: CallPlace?

    public init(
        workspace: any Workspace, decision: Decision, network: EgressLease? = nil, shown: CallPreview? = nil,
        place: CallPlace? = nil
    ) {
        self.workspace = workspace
        self.decision = decision
        self.network = network
        self.shown = shown
        self.place = place
    }
}

/// What a tool is called, what it is for, what it takes, and calls that tests decode.
public struct ToolSpec: Sendable, Hashable {
    public let name: String
    public let summary: String
    /// JSON Schema (the subset of ``JSONSchema``) of the argument object; closed (`additionalProperties: false`).
    public let input: JSONValue
    /// JSON Schema of the output object, also of one whose work failed. Debug builds hold every output to it.
    public let output: JSONValue
    /// Argument objects that the tool must accept.
    public let examples: [JSONValue]
    /// Where the text in its output comes from.
    public let textOrigin: Origin
    /// Members of its output that hold no such text, but what our own code made of checked parts.
    public let ownOutputs: Set<String>
    /// Arguments that are only stored in files of the workspace, so that whoever wrote them decides nothing.
    public let storedArguments: Set<String>

    public init(
        name: String, summary: String, input: JSONValue, output: JSONValue = ["type": "object"],
        examples: [JSONValue], textOrigin: Origin = .web,
        ownOutputs: Set<String> = [], storedArguments: Set<String> = []
    ) {
        self.name = name
        self.summary = summary
        self.input = input
        self.output = output
        self.examples = examples
        self.textOrigin = textOrigin
        self.ownOutputs = ownOutputs
        self.storedArguments = storedArguments
    }

    /// Where a member of its output comes from.
    public func origin(of member: String?) -> Origin {
        guard let member, ownOutputs.contains(member) else { return textOrigin }
        return .tool
    }
}
