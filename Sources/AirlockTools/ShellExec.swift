public import AirlockCore

/// Runs a command line in the sandbox.
public struct ShellExec: Tool {
    public struct Arguments: Codable, Sendable {
        var cmd: String
        var cwd: String?
        var whitelistToken: String?

        enum CodingKeys: String, CodingKey {
            case cmd, cwd
            case whitelistToken = "whitelist_token"
        }
    }

    public static let spec = ToolSpec(
        name: "shell_exec",
        summary: "Run a command line in the workspace. What no rule allows waits for a person.",
        input: ToolSchema.object(
            [
                "cmd": ToolSchema.string("The command line.", length: 1...16384),
                "cwd": ToolSchema.path("The folder to run in; left out: the workspace."),
                "whitelist_token": ToolSchema.string(
                    "A grant of exact commands in this job (POST /policy/tokens).", length: 0...32768),
            ], required: ["cmd"]),
        output: ToolSchema.object(programOutput, required: ["stdout", "stderr", "exit_code"]),
        examples: [
            ["cmd": "python3 -m pytest -q", "cwd": "hook_notes"],
            ["cmd": "cmake -S . -B build && cmake --build build", "cwd": "hello_presets"],
            ["cmd": "ls -l", "whitelist_token": ""],
        ], textOrigin: .workspace, ownOutputs: ["exit_code"])

    /// What a program said and how it ended.
    static let programOutput: [String: JSONValue] = [
        "stdout": ToolSchema.text("Standard output; bytes that aren't UTF-8 are U+FFFD."),
        "stderr": ToolSchema.text("Standard error."),
        "exit_code": ToolSchema.count("127 for a program that isn't there, 128 + signal for one that was killed."),
        "stopped": ToolSchema.choice(
            "The limit that ended it; not there if none did.", of: ProgramResult.Stop.allCases.map(\.rawValue)),
    ]

    private let limits: Limits
    private let registries: @Sendable (String, WorkspacePath) -> [String]

    /// - Parameter registries: What an allowed command line would fetch packages from, e.g. `registry.npmjs.org:443`.
    public init(limits: Limits, registries: @escaping @Sendable (String, WorkspacePath) -> [String]) {
        self.limits = limits
        self.registries = registries
    }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        let folder = try WorkspacePath(arguments.cwd ?? "")
        guard !arguments.cmd.utf8.contains(0), !arguments.cmd.allSatisfy(\.isWhitespace) else {
            throw AirlockError(.invalidRequest, "shell_exec.cmd: empty, or holds a NUL", hint: "name a program to run")
        }
        return [.command(arguments.cmd, cwd: folder.components.isEmpty ? nil : folder)]
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let folder = try WorkspacePath(arguments.cwd ?? "")
        switch context.decision {
        case .allow:
            let line = try ShellLine(arguments.cmd)
            if context.network == nil { try checkWayOut(arguments.cmd, in: folder) }
            return Self.output(
                try await line.run(in: folder, of: context.workspace, limits: limits, egress: context.network))
        case .ask:
            // what a person approves is this very string, so this very string is what runs
            let shell = Program(["/bin/sh", "-c", arguments.cmd], in: folder, limits: limits)
            return Self.output(try await context.workspace.run(shell))
        case .deny:
            throw AirlockError(.denied, "a denied command never runs")
        }
    }

    /// - Throws: `.unavailable` for a command that fetches packages while nothing gets out: it would only fail later, and
    ///   less clearly.
    private func checkWayOut(_ text: String, in folder: WorkspacePath) throws(AirlockError) {
        guard let registry = registries(text, folder).first else { return }
        throw AirlockError(
            .unavailable, "this fetches packages, and the sandbox has no way out",
            hint: "lend this job the registry: airlock approvals lend JOB \(registry); or all jobs: sandbox.egress of"
                + " config.yaml")
    }

    static func output(_ result: ProgramResult) -> ToolOutput {
        var value: [String: JSONValue] = [
            "stdout": .string(result.outputText), "stderr": .string(result.errorText),
            "exit_code": .integer(Int64(result.exitStatus)),
        ]
        value["stopped"] = result.stop.map { .string($0.rawValue) }
        let status = result.stop != nil && result.exitStatus == 0 ? 1 : result.exitStatus
        return ToolOutput(.object(value), exitStatus: status, logs: ["the command \(result.ending)"])
    }
}
