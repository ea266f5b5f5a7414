import AirlockCore
import AirlockTestKit

/// A search whose hits, and the pages behind them, say what a test wants.
struct HostileWeb: SearchProvider, SourceReader {
    let name = "hostile"
    let title: String
    let text: String

    func search(_ query: String, limit: Int) -> [SearchResult] {
        let time = Timestamp(millisecondsSince1970: 0)
        return [
            SearchResult(
                title: title, url: "https://example.org/hooks", snippet: text, retrievalTime: time, timestamp: nil)
        ]
    }

    func read(_ url: String) -> SourceText { SourceText(url: url, title: title, text: text) }
}

/// `browser_search` over a provider in memory.
struct SearchProbe: Tool {
    let provider: HostileWeb

    struct Arguments: Codable, Sendable {
        var query: String
    }

    static let spec = ToolSpec(
        name: "browser_search", summary: "Search.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["query"],
            "properties": ["query": ["type": "string"]],
        ], examples: [["query": "x"]], textOrigin: .web)

    func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.compute] }

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        ToolOutput(["results": try JSONValue(encoding: provider.search(arguments.query, limit: 1))])
    }
}

/// `screenshot` of a screen that shows a text.
struct ScreenProbe: Tool {
    let text: String

    struct Arguments: Codable, Sendable {
        var target: String
    }

    static let spec = ToolSpec(
        name: "screenshot", summary: "Look at the screen.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["target"],
            "properties": ["target": ["type": "string"]],
        ], examples: [["target": "desktop"]], textOrigin: .web, ownOutputs: ["image_path"])

    func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.compute] }

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        ToolOutput(["ocr_text": .string(text), "image_path": "/a.png"])
    }
}

/// `shell_exec` with the output of programs in memory.
struct SpeakingShell: Tool {
    struct Arguments: Codable, Sendable {
        var cmd: String
    }

    static let spec = ToolSpec(
        name: "shell_exec", summary: "Run one program.",
        input: [
            "type": "object", "additionalProperties": false, "required": ["cmd"],
            "properties": ["cmd": ["type": "string"]],
        ], examples: [["cmd": "true"]], textOrigin: .workspace, ownOutputs: ["exit_code"])

    func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] { [.command(arguments.cmd)] }

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        let argv = arguments.cmd.split(whereSeparator: \.isWhitespace).map(String.init)
        let result = try await context.workspace.run(Program(argv, limits: SandboxConformance.limits))
        return ToolOutput(
            [
                "exit_code": .integer(Int64(result.exitStatus)),
                "stdout": .string(String(decoding: result.standardOutput, as: UTF8.self)),
            ], exitStatus: result.exitStatus)
    }
}
