import AirlockCore
import AirlockRuntime
import AirlockTestKit
import Testing

@Suite(.timeLimit(.minutes(2))) struct OrchestratorExportTests {
    @Test func `a job's files go to its own folder among the exports, as they are now`() async throws {
        let bench = Bench()
        let (first, _) = try await bench.twoWrites()
        _ = try await bench.orchestrator.rollBack("direct.me", to: first.id)
        let export = try await bench.export(folder: nil)
        #expect(export.snapshot == first)
        #expect(export.outcome == .copied(.init(folder: "/exports/direct.me", files: 0, repositories: [], skipped: [])))
        #expect(try await bench.orchestrator.job("direct.me")?.export?.folder == "/exports/direct.me")
        guard case .copied(let second) = try await bench.export(folder: nil).outcome else {
            throw AirlockError(.conflict, "not copied")
        }
        #expect(second.folder.hasPrefix("/exports/direct.me-"))
    }

    @Test func `a new folder gets a copy, and the audit log a line before and after`() async throws {
        let bench = Bench()
        _ = try await bench.twoWrites()
        let known = await bench.audit.records.count
        let export = try await bench.export(folder: "/new")
        guard case .copied(let copy) = export.outcome else { throw AirlockError(.conflict, "not copied") }
        #expect(copy.folder == "/new")
        #expect(await bench.exporter.applied.isEmpty)
        let lines = await bench.audit.records.dropFirst(known)
        #expect(lines.first?.actions == [["action": "export", "params": ["folder": "/new"]]])
        #expect(lines.map(\.exitStatus) == [nil, 0])
    }

    @Test func `a folder that holds something gets what changed since the job began`() async throws {
        let bench = Bench(sandbox: MemorySandbox(["mine": [1]]))
        let job = try await bench.settled(try await bench.submit("Run `touch a`", workspace: "/full").id)
        let export = try await bench.orchestrator.export(job.id, .init(folder: "/full", isTrial: false))
        let applied = try #require(await bench.exporter.applied.first)
        #expect((applied.snapshot, applied.base) == (job.snapshot, bench.sandbox.base))
        #expect(export.outcome == .applied(applied.outcome) && applied.outcome.isApplied)
        let events = await bench.log.events
        #expect(events.contains(.applied(folder: "/full", job.snapshot, files: 0)))
    }

    @Test func `a fork brings over what changed since the first of its line began`() async throws {
        let bench = Bench(sandbox: MemorySandbox(["mine": [1]]))
        let first = try await bench.settled(try await bench.submit("Run `touch a`", workspace: "/full").id)
        let fork = try await bench.submit("Run `touch b`", origin: try first.origin(at: nil))
        let ended = try await bench.settled(fork.id)
        _ = try await bench.orchestrator.export(ended.id, .init(folder: "/full", isTrial: false))
        let applied = try #require(await bench.exporter.applied.first)
        #expect((applied.snapshot, applied.base) == (ended.snapshot, bench.sandbox.base))
    }

    @Test func `a conflict writes nothing, is thrown and is in the audit log`() async throws {
        let bench = Bench(exporter: MemoryExporter(conflicts: ["a"]))
        _ = try await bench.twoWrites()
        let known = await bench.audit.records.count
        let error = await #expect(throws: AirlockError.self) { try await bench.export(folder: "/full") }
        #expect(error?.code == .conflict && error?.message.contains("a") == true)
        #expect(await bench.exporter.applied.isEmpty)
        #expect(await bench.audit.records.dropFirst(known).map(\.exitStatus) == [nil, 1])
    }

    @Test func `a trial tells what would be done, and does and records nothing`() async throws {
        let bench = Bench(exporter: MemoryExporter(conflicts: ["a"]))
        _ = try await bench.twoWrites()
        let (events, lines) = (await bench.log.records.count, await bench.audit.records.count)
        guard case .applied(let into) = try await bench.export(folder: "/full", isTrial: true).outcome,
            case .applied(let copy) = try await bench.export(folder: "/new", isTrial: true).outcome,
            case .applied(let own) = try await bench.export(folder: nil, isTrial: true).outcome
        else { throw AirlockError(.conflict, "not a trial") }
        #expect(into.conflicts == ["a"])
        #expect((copy.folder, copy.changes.map(\.path)) == ("/new", ["a", "b"]))
        #expect((own.folder, own.changes.map(\.path)) == ("/exports/direct.me", ["a", "b"]))
        #expect([into, copy, own].allSatisfy { !$0.isApplied })
        #expect(await bench.exporter.exports.isEmpty)
        #expect(await bench.log.records.count == events)
        #expect(await bench.audit.records.count == lines)
    }

    @Test func `an unknown job has nothing to export`() async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await Bench().orchestrator.export("none", .init(folder: nil, isTrial: false))
        }
        #expect(error?.code == .notFound)
    }
}

extension Bench {
    fileprivate func export(folder: String?, isTrial: Bool = false) async throws -> JobExport {
        try await orchestrator.export("direct.me", .init(folder: folder, isTrial: isTrial))
    }
}
