public import AirlockCore

/// What every ``SnapshotArchive`` must do. Each check gets a sandbox of its own, fresh and empty.
public enum SnapshotArchiveConformance {
    public struct Check: Sendable {
        /// The sentence that it proves.
        public let name: String
        /// - Throws: ``SandboxConformance/Broken`` if it isn't so.
        public let prove: @Sendable (any Sandbox & SnapshotArchive) async throws -> Void
    }

    public static let checks: [Check] = [
        Check(name: "what changed between two snapshots is told in both directions", prove: tellsChanges),
        Check(name: "snapshots with the same files differ in nothing", prove: tellsNoChanges),
        Check(name: "a difference is shown, and cut at its limit", prove: showsDifferences),
        Check(name: "a file is read as it was", prove: readsAsItWas),
        Check(name: "what can't be read says why", prove: refusesBadReads),
        Check(name: "an unknown snapshot is not found", prove: refusesTheUnknown),
        Check(name: "what was made since the start is never collected", prove: keepsWhatIsNew),
    ]

    private typealias Suite = SandboxConformance

    @Sendable private static func tellsChanges(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let old = try await Suite.keep(in: sandbox, on: .empty) { workspace in
            try await workspace.write("one", to: "changed")
            try await workspace.write("same", to: "same")
        }
        let middle = try await Suite.keep(in: sandbox, on: old) { try await $0.write("passing", to: "changed") }
        let new = try await Suite.keep(in: sandbox, on: middle) { workspace in
            try await workspace.write("three", to: "changed")
            try await workspace.write("fresh", to: "d/added")
        }
        let forth = try await sandbox.changes(from: old, to: new).filter { $0.type == .file }
        let back = try await sandbox.changes(from: new, to: old).filter { $0.type == .file }
        let (one, three, fresh) = (state("one"), state("three"), state("fresh"))
        try Suite.expect(
            forth == [change("changed", from: one, to: three), change("d/added", from: nil, to: fresh)],
            "forth it tells \(forth)")
        try Suite.expect(
            back == [change("changed", from: three, to: one), change("d/added", from: fresh, to: nil)],
            "back it tells \(back)")
    }

    @Sendable private static func tellsNoChanges(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let one = try await Suite.keep(in: sandbox, on: .empty) { try await $0.write("x", to: "f") }
        let away = try await Suite.keep(in: sandbox, on: one) { try await $0.write("y", to: "f") }
        let again = try await Suite.keep(in: sandbox, on: away) { try await $0.write("x", to: "f") }
        let changes = try await sandbox.changes(from: one, to: again)
        try Suite.expect(changes.isEmpty, "it tells \(changes)")
        try Suite.expect(try await sandbox.changes(from: one, to: one).isEmpty, "nor does one from itself")
        try Suite.expect(try await sandbox.diff(from: one, to: again, limit: 100).isEmpty, "nor is anything shown")
    }

    @Sendable private static func showsDifferences(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let one = try await Suite.keep(in: sandbox, on: .empty) { try await $0.write("x\n", to: "first") }
        let two = try await Suite.keep(in: sandbox, on: one) { workspace in
            for name in ["first", "second", "third"] { try await workspace.write("other words\n", to: name) }
        }
        let whole = try await sandbox.diff(from: one, to: two, limit: 10_000)
        try Suite.expect(
            ["first", "second", "third"].allSatisfy { whole.contains($0) }, "all paths are in it: \(whole)")
        let cut = try await sandbox.diff(from: one, to: two, limit: 30)
        try Suite.expect(!cut.contains("third"), "what is past the limit isn't: \(cut)")
    }

    @Sendable private static func readsAsItWas(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let old = try await Suite.keep(in: sandbox, on: .empty) { try await $0.write("old", to: "d/f") }
        let new = try await Suite.keep(in: sandbox, on: old) { try await $0.write("newer", to: "d/f") }
        let path = try WorkspacePath("d/f")
        try Suite.expect(try await sandbox.read(path, at: old, limit: 3) == Array("old".utf8), "the old text")
        try Suite.expect(try await sandbox.read(path, at: new, limit: 5) == Array("newer".utf8), "the new text")
    }

    @Sendable private static func refusesBadReads(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let snapshot = try await Suite.keep(in: sandbox, on: .empty) { try await $0.write("12345", to: "d/f") }
        let cases: [(String, AirlockError.Code)] = [
            ("none", .notFound), ("d/none", .notFound), ("d/f/under", .notFound), ("d", .invalidRequest),
            ("", .invalidRequest), ("d/f", .limitExceeded),
        ]
        for (text, code) in cases {
            let path = try WorkspacePath(text)
            try await Suite.expect([code], "reading \"\(text)\"") {
                _ = try await sandbox.read(path, at: snapshot, limit: 4)
            }
        }
    }

    @Sendable private static func refusesTheUnknown(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let unknown = Snapshot(id: "0000000000")
        try await Suite.expect([.notFound], "comparing from it") {
            _ = try await sandbox.changes(from: unknown, to: .empty)
        }
        try await Suite.expect([.notFound], "comparing to it") {
            _ = try await sandbox.diff(from: .empty, to: unknown, limit: 10)
        }
        let path = try WorkspacePath("f")
        try await Suite.expect([.notFound], "reading of it") {
            _ = try await sandbox.read(path, at: unknown, limit: 10)
        }
    }

    @Sendable private static func keepsWhatIsNew(_ sandbox: any Sandbox & SnapshotArchive) async throws {
        let snapshot = try await Suite.keep(in: sandbox, on: .empty) { try await $0.write("x", to: "f") }
        let collection = try await sandbox.collect(keeping: [], budget: 0)
        try Suite.expect(collection.removed.isEmpty && collection.freedBytes == 0, "it removed \(collection.removed)")
        try Suite.expect(collection.leftBytes > 0, "what is left is counted")
        let text = try await sandbox.read(try WorkspacePath("f"), at: snapshot, limit: 10)
        try Suite.expect(text == Array("x".utf8), "its files are there")
    }

    private static func state(_ text: String) -> FileState {
        FileState(type: .file, mode: 0o644, size: text.utf8.count, sha256: SHA256.hex(Array(text.utf8)))
    }

    private static func change(_ path: String, from before: FileState?, to after: FileState?) -> FileChange? {
        FileChange(path: path, before: before, after: after)
    }
}
