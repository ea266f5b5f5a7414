import AirlockCore
import AirlockTestKit
import Testing

@Suite struct ToolboxTests {
    /// Says what it is told to.
    private struct Echo: Tool {
        struct Arguments: Codable, Sendable { var value: JSONValue }

        static let spec = ToolSpec(
            name: "echo", summary: "Says it.", input: ["type": "object"],
            output: [
                "type": "object", "additionalProperties": false, "required": ["size"],
                "properties": ["size": ["type": "integer"]],
            ],
            examples: [])

        func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.compute] }

        func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
            ToolOutput(arguments.value)
        }
    }

    private func run(_ value: JSONValue) async throws -> ToolOutput {
        let prepared = try Toolbox([Echo()]).prepare(id: "1", tool: "echo", arguments: ["value": value])
        return try await prepared.run(ToolContext(workspace: NoWorkspace(), decision: .allow))
    }

    private struct NoWorkspace: Workspace {
        func read(_ path: WorkspacePath, limit: Int) async throws -> [UInt8] { [] }
        func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) async throws {}
        func run(_ program: Program) async throws -> ProgramResult {
            ProgramResult(standardOutput: [], standardError: [], exitStatus: 0, outputBytes: 0)
        }
    }

    #if DEBUG
        @Test func `an output that isn't what the tool says of it fails the call in a debug build`() async throws {
            #expect(try await run(["size": 1]).value == ["size": 1])
            for wrong in [[:], ["size": "1"], ["size": 1, "more": 2], []] as [JSONValue] {
                let error = await #expect(throws: AirlockError.self) { try await run(wrong) }
                #expect(error?.message.hasPrefix("output of echo") == true)
            }
        }
    #endif
}
