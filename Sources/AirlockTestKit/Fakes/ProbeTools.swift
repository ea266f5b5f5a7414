public import AirlockCore

/// A tool for tests of the gate: writes `content` to `path`.
public struct WriteProbe: Tool {
    public struct Arguments: Codable, Sendable {
        var path: String
        var content: String
    }

    public static let spec = ToolSpec(
        name: "write_probe", summary: "Write one file.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["path", "content"],
            "properties": ["path": ["type": "string"], "content": ["type": "string"]],
        ],
        output: [
            "type": "object", "additionalProperties": false, "required": ["bytes"],
            "properties": ["bytes": ["type": "integer"]],
        ],
        examples: [["path": "a", "content": "b"]])

    public init() {}

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        [.write(try WorkspacePath(arguments.path))]
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let path = try WorkspacePath(arguments.path)
        try await context.workspace.write(Array(arguments.content.utf8), to: path, executable: false)
        return ToolOutput(["bytes": .integer(Int64(arguments.content.utf8.count))])
    }
}

/// A tool for tests of the gate: runs a command line as one program of the sandbox in memory, and says how it was allowed.
public struct RunProbe: Tool {
    public struct Arguments: Codable, Sendable {
        var cmd: String
    }

    public static let spec = ToolSpec(
        name: "run_probe", summary: "Run one program.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["cmd"],
            "properties": ["cmd": ["type": "string"]],
        ],
        examples: [["cmd": "true"]])

    public init() {}

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.command(arguments.cmd)] }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let limits = Limits(
            wallSeconds: 10, cpuSeconds: 10, outputBytes: 1 << 16, memoryBytes: 1 << 30, processes: 64,
            openFiles: 256, fileBytes: 1 << 20, layerBytes: 1 << 30, inodes: 100_000)
        let argv = arguments.cmd.split(separator: " ").map(String.init)
        let result = try await context.workspace.run(Program(argv, limits: limits))
        return ToolOutput(
            ["decision": .string(context.decision.rawValue), "exit_code": .integer(Int64(result.exitStatus))],
            exitStatus: result.exitStatus)
    }
}
