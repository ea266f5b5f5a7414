public import AirlockCore

/// Makes a project from a template, builds it and runs its tests.
public struct ProjectBuilder: Tool {
    public struct Arguments: Codable, Sendable {
        enum Template: String, Codable, Sendable, CaseIterable {
            case dotnet, node, python, cmake
        }

        struct Options: Codable, Sendable {
            var description: String?
        }

        var template: Template
        var name: String
        var options: Options?
    }

    public static let spec = ToolSpec(
        name: "project_builder",
        summary: "Make a new project with source, unit tests, README and .gitignore; build it and run its tests.",
        input: ToolSchema.object(
            [
                "template": ToolSchema.choice("The ecosystem.", of: Arguments.Template.allCases.map(\.rawValue)),
                "name": ToolSchema.string(
                    "Letters, digits, . _ and -; also the folder, which must not exist yet.", length: 1...64),
                "options": ToolSchema.object(
                    ["description": ToolSchema.string("One sentence for the README.", length: 1...300)], required: []),
            ], required: ["template", "name"]),
        examples: [
            ["template": "python", "name": "hook_notes"],
            ["template": "cmake", "name": "hello_presets", "options": ["description": "How presets work."]],
            ["template": "node", "name": "notes-cli", "options": [:]],
            ["template": "dotnet", "name": "PoCApi"],
        ], textOrigin: .workspace, ownOutputs: ["project_path", "build_status", "test_summary"])

    private let limits: Limits

    public init(limits: Limits) {
        self.limits = limits
    }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        let project = try project(of: arguments)
        let template = arguments.template.value
        let recipe = template.recipe(project)
        return [.write(try project.name.folder)]
            + (template.probes + recipe.build + [recipe.test]).map { .execute(argv: $0) }
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let project = try project(of: arguments)
        let build = ProjectBuild(
            workspace: context.workspace, limits: limits, egress: context.network, template: arguments.template.value,
            project: project)
        let outcome = try await build.run()
        return ToolOutput(
            [
                "project_path": .string(project.name.description), "build_status": .string(outcome.status.rawValue),
                "test_summary": try JSONValue(encoding: outcome.tests),
            ], exitStatus: outcome.status == .failed ? 1 : 0, logs: outcome.logs, failure: outcome.failure)
    }

    private func project(of arguments: Arguments) throws(AirlockError) -> Project {
        let name = try ProjectName(arguments.name)
        guard let summary = arguments.options?.description else {
            return Project(name: name, summary: arguments.template.value.summary)
        }
        guard summary.unicodeScalars.allSatisfy({ $0.properties.generalCategory.isPrintable }) else {
            throw AirlockError(
                .invalidRequest, "project_builder.options.description: holds a line end or a control character",
                hint: "one sentence on one line")
        }
        return Project(name: name, summary: summary)
    }
}

extension ProjectBuilder.Arguments.Template {
    fileprivate var value: any ProjectTemplate {
        switch self {
        case .dotnet: DotnetTemplate()
        case .node: NodeTemplate()
        case .python: PythonTemplate()
        case .cmake: CMakeTemplate()
        }
    }
}

extension Unicode.GeneralCategory {
    /// Whether it can stand in a file's one line and look like what it is: no control, bidi or unassigned characters.
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
