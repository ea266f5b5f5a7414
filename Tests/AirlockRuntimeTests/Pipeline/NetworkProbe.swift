import AirlockCore
import Synchronization

/// Notes where it might have connected to.
final class NetworkProbe: Tool {
    struct Arguments: Codable, Sendable {}

    static let spec = ToolSpec(
        name: "network_probe", summary: "Notes the network that it was given.",
        input: ["type": "object", "properties": [:], "additionalProperties": false], examples: [[:]])

    private let notes = Mutex<[EgressLease?]>([])
    var seen: [EgressLease?] { notes.withLock(\.self) }

    func effects(of arguments: Arguments) -> [Effect] { [.command("probe", cwd: nil)] }

    func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        notes.withLock { $0.append(context.network) }
        return ToolOutput([:], exitStatus: 0, logs: [])
    }
}
