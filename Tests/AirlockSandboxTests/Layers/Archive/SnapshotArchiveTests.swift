import AirlockCore
import AirlockTestKit
import Testing

@testable import AirlockSandbox

@Suite struct SnapshotArchiveTests {
    @Test(arguments: SnapshotArchiveConformance.checks.indices)
    func `conforms`(_ index: Int) async throws {
        let fixture = try SandboxFixture()
        let check = SnapshotArchiveConformance.checks[index]
        do {
            try await check.prove(fixture.sandbox)
        } catch {
            Issue.record("\(check.name): \(error)")
        }
    }

    @Test func `snapshots of random scripts differ by what a walk of both finds`() async throws {
        let fixture = try SandboxFixture()
        let snapshots = try await fixture.mutated(first: 1000, count: 24)
        let store = await fixture.sandbox.store
        for (one, two) in [(0, 24), (24, 0), (3, 4), (7, 16), (23, 8), (12, 13), (20, 24)] {
            let changes = try await fixture.sandbox.changes(from: snapshots[one], to: snapshots[two])
            let (old, new) = (try store.view(of: snapshots[one]).states(), try store.view(of: snapshots[two]).states())
            let expected = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
                .compactMap { FileChange(path: $0.text, before: old[$0], after: new[$0]) }
            #expect(changes == expected, "\(one) to \(two)")
        }
    }

    @Test func `what two snapshots share isn't read`() async throws {
        let fixture = try SandboxFixture()
        let base = try await fixture.keep("mkdir a b; echo 1 > a/f; echo 2 > b/f")
        let next = try await fixture.keep("echo 3 > b/f", on: base)
        let store = await fixture.sandbox.store
        // Were it looked into, its mode would differ from nothing.
        let broken = try store.data(of: base.id)
        let differences = try SnapshotComparison.differences(
            from: MergedView(layers: [broken], ids: [base.id]),
            to: MergedView(layers: [try store.data(of: next.id), broken], ids: [next.id, base.id]),
            limits: MeasureLimits(bytes: 4))
        #expect(differences.map(\.change.path) == ["b/f"])
        let error = #expect(throws: AirlockError.self) {
            try SnapshotComparison.differences(
                from: MergedView(layers: []), to: MergedView(layers: [broken], ids: [base.id]),
                limits: MeasureLimits(changes: 3))
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test func `symlinks are followed as far as they stay in the workspace`() async throws {
        let fixture = try SandboxFixture()
        let snapshot = try await fixture.keep(
            """
            mkdir -p d/e; echo text > d/f; ln -s ../f d/e/up; ln -s d/e/up far; ln -s /workspace/d abs; ln -s d/e dir
            ln -s /etc/passwd out; ln -s ../../etc/passwd climb; ln -s loop loop; ln -s none dangling
            """)
        for name in ["d/f", "d/e/up", "far", "abs/f", "dir/up", "abs/../d/./f"] {
            let bytes = try await fixture.sandbox.read(try WorkspacePath(name), at: snapshot, limit: 100)
            #expect(bytes == Array("text\n".utf8))
        }
        for (name, code) in [
            ("out", AirlockError.Code.invalidRequest), ("climb", .invalidRequest), ("loop", .invalidRequest),
            ("abs", .invalidRequest), ("dangling", .notFound), ("far/x", .notFound),
        ] {
            let error = await #expect(throws: AirlockError.self) {
                try await fixture.sandbox.read(try WorkspacePath(name), at: snapshot, limit: 100)
            }
            #expect(error?.code == code, "\(name)")
        }
    }
}

extension SandboxFixture {
    /// Snapshots after no random script, after the first, and so on.
    func mutated(first: Int, count: Int, on base: Snapshot = .empty) async throws -> [Snapshot] {
        var snapshots = [base]
        for seed in first..<(first + count) {
            snapshots.append(try await kept(MutationScript.changing(seed: seed), on: snapshots[seed - first]))
        }
        return snapshots
    }
}

extension MergedView {
    /// All that is seen.
    func states() throws -> [TreePath: FileState] {
        var states: [TreePath: FileState] = [:]
        try walk(root) { path, found in
            states[path] = try layers[found.layer].state(path, found.entry, isHashed: true)
            return true
        }
        return states
    }
}
