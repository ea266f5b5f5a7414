import AirlockCore
import AirlockTestKit
import Testing

@Suite struct MemorySandboxTests {
    let sandbox = MemorySandbox(["a": [1], "dir/b": [2]])
    let policy = Policy(version: "1", rules: [.harmless, .writes(below: .root, .allow)])
    let limits = Limits(
        wallSeconds: 1, cpuSeconds: 1, outputBytes: 1, memoryBytes: 1, processes: 1, openFiles: 1, fileBytes: 1,
        layerBytes: 1, inodes: 1)

    @Test func `a promoted branch is the base with its changes, and the base stays`() async throws {
        let snapshot = try await keep { workspace in
            try await workspace.write([3], to: try WorkspacePath("c/d"), executable: true)
            try await workspace.write([9], to: try WorkspacePath("a"), executable: false)
        }
        #expect(await sandbox.files(at: snapshot) == ["a": [9], "dir/b": [2], "c/d": [3]])
        #expect(await sandbox.files(at: sandbox.base) == ["a": [1], "dir/b": [2]])
    }

    @Test(arguments: SnapshotArchiveConformance.checks.indices)
    func `its archive conforms`(_ index: Int) async throws {
        let check = SnapshotArchiveConformance.checks[index]
        do {
            try await check.prove(MemorySandbox())
        } catch {
            Issue.record("\(check.name): \(error)")
        }
    }

    @Test func `a branch without changes is its base`() async throws {
        #expect(try await keep { _ in } == sandbox.base)
    }

    @Test func `work that throws leaves no branch`() async throws {
        await #expect(throws: AirlockError.self) {
            try await keep { _ in throw AirlockError(.unavailable, "no") }
        }
        #expect(await sandbox.openBranches == 0)
    }

    @Test func `a branch is promoted at most once`() async throws {
        let (_, branch) = try await tryOut { try await $0.write([], to: try WorkspacePath("x"), executable: false) }
        await sandbox.drop(branch.id)
        await #expect(throws: AirlockError.self) { try await promote(branch) }
    }

    @Test func `it knows touch, true and false, and the programs it is given`() async throws {
        let workspace = MemoryWorkspace(
            ["dir/b": [2]],
            programs: [
                "clear": { _, files in
                    files = [:]
                    return .memory("gone")
                }
            ])
        let statuses = try await [["true"], ["false"], ["touch", "c"], ["frobnicate"]].asyncMap {
            try await workspace.run(Program($0, in: try WorkspacePath("dir"), limits: limits)).exitStatus
        }
        #expect(statuses == [0, 1, 0, 127])
        #expect(await workspace.contents == ["dir/b": [2], "dir/c": []])
        #expect(try await workspace.run(Program(["clear"], limits: limits)).standardOutput == Array("gone".utf8))
        #expect(await workspace.contents.isEmpty)
        await #expect(throws: AirlockError.self) {
            try await workspace.run(Program(["true"], in: try WorkspacePath("dir"), limits: limits))
        }
    }

    private let call = ToolCall(id: "1", tool: "t", arguments: [:], declared: [.compute])

    private func tryOut(
        _ work: @escaping @Sendable (any Workspace) async throws -> Void
    ) async throws -> (ToolOutput, SealedBranch) {
        let prepared = PreparedCall(call: call) { context in
            try await work(context.workspace)
            return ToolOutput([:])
        }
        guard let trial = try policy.judge(prepared, in: .plain).tryOut() else {
            throw AirlockError(.conflict, "was not allowed")
        }
        return try await sandbox.tryOut(trial, on: sandbox.base)
    }

    private func keep(_ work: @escaping @Sendable (any Workspace) async throws -> Void) async throws -> Snapshot {
        let (_, branch) = try await tryOut(work)
        return try await promote(branch)
    }

    private func promote(_ branch: SealedBranch) async throws -> Snapshot {
        let verdict = policy.judge(
            branch, of: call, floor: Opinion(.allow, rule: "r", reason: ""), shown: nil, in: .plain)
        guard let promotion = try verdict.authorize() else { throw AirlockError(.conflict, "was not allowed") }
        return try await sandbox.promote(promotion)
    }
}

extension Sequence {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
