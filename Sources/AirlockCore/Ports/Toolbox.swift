/// The tools that a job may use, by name.
public struct Toolbox: Sendable {
    private let tools: [String: any Tool]

    public init(_ tools: [any Tool]) {
        self.tools = Dictionary(uniqueKeysWithValues: tools.map { (type(of: $0).spec.name, $0) })
    }

    /// Sorted by name.
    public var specs: [ToolSpec] { tools.values.map { type(of: $0).spec }.sorted { $0.name < $1.name } }

    /// Checks raw arguments against the tool's schema and decodes them once; everything after this is typed.
    /// - Parameters:
    ///   - asDangerous: The caller wants a person's word before it runs, whatever policy would say.
    ///   - spans: What of the arguments came from untrusted text.
    /// - Throws: `.notFound` for an unknown tool, `.invalidRequest` for arguments that it doesn't accept.
    public func prepare(
        id: String, tool name: String, arguments: JSONValue, asDangerous: Bool = false, keepsOnFailure: Bool = false,
        spans: [TaintedSpan] = []
    ) throws(AirlockError) -> PreparedCall {
        guard let tool = tools[name] else {
            throw AirlockError(
                .notFound, "no tool named \(name)", hint: "tools: \(tools.keys.sorted().joined(separator: ", "))")
        }
        return try prepare(id, tool, arguments, asDangerous, keepsOnFailure, spans)
    }

    /// The call of a card once more, e.g. after a restart.
    public func prepare(again call: ToolCall) throws(AirlockError) -> PreparedCall {
        try prepare(
            id: call.id, tool: call.tool, arguments: call.arguments,
            asDangerous: call.isDangerous, keepsOnFailure: call.keepsOnFailure,
            spans: call.tainted ?? [])
    }

    private func prepare<T: Tool>(
        _ id: String, _ tool: T, _ raw: JSONValue, _ asDangerous: Bool, _ keepsOnFailure: Bool,
        _ spans: [TaintedSpan]
    ) throws(AirlockError) -> PreparedCall {
        try JSONSchema(T.spec.input).check(raw, as: T.spec.name)
        let arguments = try raw.decode(T.Arguments.self)
        let declared = try tool.effects(of: arguments) + (asDangerous ? [.sensitive(ToolCall.dangerous)] : [])
        let tainted = spans.filter { span in
            let name = span.argument.split(separator: "/").first.map(String.init) ?? ""
            return span.origin.isUntrusted && !T.spec.storedArguments.contains(name)
        }
        let call = ToolCall(
            id: id, tool: T.spec.name, arguments: raw, declared: declared, keepsOnFailure: keepsOnFailure,
            tainted: tainted.isEmpty ? nil : tainted)
        return PreparedCall(call: call, preview: Self.preview(tool, arguments)) { context in
            let output = try await tool.run(arguments, in: context)
            try Self.checkInDebug(output, by: T.spec)
            return output
        }
    }

    /// What callers rely on is what the schema says. In a release an output that differs is still better than none.
    private static func checkInDebug(_ output: ToolOutput, by spec: ToolSpec) throws(AirlockError) {
        #if DEBUG
            guard let misfit = try JSONSchema(spec.output).misfit(in: output.value) else { return }
            throw AirlockError(.backendFailed, misfit.message(of: "output of \(spec.name)"))
        #endif
    }

    private static func preview<T: Tool>(_ tool: T, _ arguments: T.Arguments) -> PreparedCall.Preview? {
        guard let tool = tool as? any PreviewingTool else { return nil }
        return opened(tool, arguments)
    }

    private static func opened<T: PreviewingTool>(_ tool: T, _ arguments: any Sendable) -> PreparedCall.Preview? {
        guard let arguments = arguments as? T.Arguments else { return nil }
        return { try await tool.preview(arguments, in: $0) }
    }
}

/// A decoded call and the work that it stands for, still unjudged.
public struct PreparedCall: Sendable {
    public let call: ToolCall
    package typealias Preview = @Sendable (ToolContext) async throws -> CallPreview?

    package let run: @Sendable (ToolContext) async throws -> ToolOutput
    /// Nil for a tool that has none.
    package let preview: Preview?

    /// `package`, so that nobody outside pairs a harmless call with other work.
    package init(
        call: ToolCall, preview: Preview? = nil,
        run: @escaping @Sendable (ToolContext) async throws -> ToolOutput
    ) {
        self.call = call
        self.preview = preview
        self.run = run
    }
}
