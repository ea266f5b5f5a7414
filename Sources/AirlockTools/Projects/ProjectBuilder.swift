public import AirlockCore

/// Makes a project from a template, builds it and runs its tests.
public struct ProjectBuilder: Tool {
    public struct Arguments: Codable, Sendable {
        enum Template: String, Codable, Sendable, CaseIterable {
            case dotnet, node, python, cmake, swift
        }

        var template: Template
        var name: String
        var options: ProjectOptions?
    }

    public static let spec = ToolSpec(
        name: "project_builder",
        summary:
            "Make a new project with source, unit tests, lint settings, CI file, licence and README; build and test it.",
        input: ToolSchema.object(
            [
                "template": ToolSchema.choice("The ecosystem.", of: Arguments.Template.allCases.map(\.rawValue)),
                "name": ToolSchema.string(
                    "Letters, digits, . _ and -; also the folder, which must not exist yet.", length: 1...64),
                "options": ProjectOptions.schema,
            ], required: ["template", "name"]),
        output: ToolSchema.object(
            [
                "project_path": ToolSchema.path("The project's folder."),
                "build_status": ToolSchema.choice(
                    "How building and testing ended.", of: ProjectBuild.Status.allCases.map(\.rawValue)),
                "test_summary": TestSummary.schema,
            ], required: ["project_path", "build_status", "test_summary"]),
        examples: [
            ["template": "python", "name": "hook_notes"],
            ["template": "cmake", "name": "hello_presets", "options": ["description": "How presets work."]],
            ["template": "node", "name": "notes-cli", "options": [:]],
            ["template": "dotnet", "name": "PoCApi"],
            [
                "template": "python", "name": "notes_api",
                "options": ["kind": "api", "ci": "gitlab", "license": "0BSD", "author": "Ann Example"],
            ],
            ["template": "swift", "name": "hook-notes", "options": ["kind": "library", "lint": false]],
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
            + (recipe.probes + recipe.build + (recipe.test.map { [$0] } ?? [])).map { .execute(argv: $0) }
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
        try Project(
            try ProjectName(arguments.name), arguments.options ?? ProjectOptions(), of: arguments.template.value)
    }
}

extension ProjectBuilder.Arguments.Template {
    fileprivate var value: any ProjectTemplate {
        switch self {
        case .dotnet: DotnetTemplate()
        case .node: NodeTemplate()
        case .python: PythonTemplate()
        case .cmake: CMakeTemplate()
        case .swift: SwiftTemplate()
        }
    }
}
