import AirlockCore
import AirlockSandbox
import AirlockTestKit
import AirlockTools
import Foundation
import Synchronization

/// `file_ops` in a real sandbox: what a call takes beyond the time that the sandbox takes for it.
struct FileCases {
    private static let rounds = 53

    let folder: String

    func run() async throws {
        guard let runtime = try RuntimeChoice("bubblewrap", virtualMachine: nil).candidates().first else { return }
        let sandbox = try OverlaySandbox(
            folder: folder + "/layers", toolchains: [], temporaryBytes: 64 << 20, runtime: runtime)
        let trial = try SandboxConformance.trial { workspace in
            for (name, bytes) in [("1 KiB", 1 << 10), ("1 MiB", 1 << 20)] {
                let text = String(repeating: "0123456789abcde\n", count: bytes / 16)
                try await Self.measure(
                    "file_ops write, \(name)", ["action": "write", "path": "notes/a.txt", "content": .string(text)],
                    in: workspace)
                try await Self.measure(
                    "file_ops read, \(name)", ["action": "read", "path": "notes/a.txt"], in: workspace)
            }
        }
        let (_, branch) = try await sandbox.tryOut(trial, on: .empty)
        await sandbox.drop(branch.id)
    }

    /// From the raw arguments, checked by their schema, to the output.
    private static func measure(_ name: String, _ call: JSONValue, in workspace: any Workspace) async throws {
        let tool = FileOps(limits: SandboxConformance.limits)
        let schema = JSONSchema(FileOps.spec.input)
        var beyond = Times()
        var inside = Times()
        var visits = 0
        for _ in 0..<rounds {
            let timed = TimedWorkspace(workspace)
            let clock = ContinuousClock()
            let begin = clock.now
            try schema.check(call, as: "file_ops")
            let arguments = try call.decode(FileOps.Arguments.self)
            _ = try tool.effects(of: arguments)
            _ = try await tool.run(arguments, in: ToolContext(workspace: timed, decision: .allow))
            let whole = clock.now - begin
            let (spent, count) = timed.spent
            beyond.add(whole - spent)
            inside.add(spent)
            visits = count
        }
        beyond.print(
            name + ", beyond the sandbox's own time",
            ["target_ms": 5, "sandbox_p50_ms": inside.median, "programs": .integer(Int64(visits))])
    }
}

/// A workspace, and how long it was asked for.
private final class TimedWorkspace: Workspace {
    private let workspace: any Workspace
    private let total = Mutex<(Duration, Int)>((.zero, 0))

    init(_ workspace: any Workspace) { self.workspace = workspace }

    var spent: (Duration, Int) { total.withLock { $0 } }

    private func timed<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        let clock = ContinuousClock()
        let begin = clock.now
        let value = try await work()
        let spent = clock.now - begin
        total.withLock { $0 = ($0.0 + spent, $0.1 + 1) }
        return value
    }

    func read(_ path: WorkspacePath, limit: Int) async throws -> [UInt8] {
        try await timed { try await workspace.read(path, limit: limit) }
    }

    func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) async throws {
        try await timed { try await workspace.write(bytes, to: path, executable: executable) }
    }

    func run(_ program: Program) async throws -> ProgramResult {
        try await timed { try await workspace.run(program) }
    }
}
