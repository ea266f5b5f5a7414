public import AirlockCore

/// What every ``Sandbox`` must do, whatever it is made of. Each check gets a sandbox of its own, fresh and empty.
public enum SandboxConformance {
    public struct Check: Sendable {
        /// The sentence that it proves.
        public let name: String
        /// - Throws: ``Broken`` if it isn't so.
        public let prove: @Sendable (any Sandbox) async throws -> Void
    }

    /// A check that failed.
    public struct Broken: Error, CustomStringConvertible {
        public let description: String
    }

    public static let checks: [Check] = [
        Check(name: "what a trial wrote is there on its snapshot", prove: keepsWhatWasPromoted),
        Check(name: "a base stays as it was", prove: leavesTheBaseAlone),
        Check(name: "two branches of one base don't see each other", prove: separatesBranches),
        Check(name: "a trial that throws leaves its base as it was", prove: forgetsWhatThrew),
        Check(name: "a dropped branch can't be promoted", prove: refusesTheDropped),
        Check(name: "a branch is promoted once", prove: promotesOnce),
        Check(name: "dropping is idempotent", prove: dropsTwice),
        Check(name: "a trial that touches nothing promotes to its base", prove: keepsTheUntouched),
        Check(name: "reading changes nothing", prove: readsWithoutChange),
        Check(name: "added and changed files are measured with their hashes", prove: measures),
        Check(name: "equal changes have equal digests", prove: digestsAlike),
        Check(name: "an unknown base is not found", prove: refusesAnUnknownBase),
        Check(name: "what can't be read says why", prove: refusesBadReads),
        Check(name: "a folder can't be written as a file", prove: refusesToWriteAFolder),
        Check(name: "a program that doesn't exist ends with 127", prove: answersForMissingPrograms),
        Check(name: "the last program of a pipeline answers for it", prove: answersForPipelines),
    ]

    /// Limits that no check comes near.
    public static let limits = Limits(
        wallSeconds: 60, cpuSeconds: 60, outputBytes: 65536, memoryBytes: 1 << 30, processes: 64, openFiles: 1024,
        fileBytes: 1 << 26, layerBytes: 1 << 30, inodes: 100_000)

    /// A policy that allows whatever stays in the workspace.
    public static let policy = Policy(
        version: "conformance",
        rules: [.harmless, .toolPrograms, .writes(below: .root, .allow)])

    /// A trial of this work, as policy would give one.
    public static func trial(
        _ work: @escaping @Sendable (any Workspace) async throws -> Void
    ) throws -> Trial {
        let call = ToolCall(id: "req_conformance", tool: "conformance", arguments: [:], declared: [.compute])
        let prepared = PreparedCall(call: call) { context in
            try await work(context.workspace)
            return ToolOutput([:])
        }
        guard let trial = try policy.judge(prepared, in: .plain).tryOut() else {
            throw Broken(description: "policy gave no trial")
        }
        return trial
    }

    /// Permission to keep a branch, as policy would give it.
    public static func promotion(of branch: SealedBranch) throws -> Promotion {
        let call = ToolCall(id: "req_conformance", tool: "conformance", arguments: [:], declared: [.compute])
        let floor = Opinion(.allow, rule: "conformance", reason: "a test")
        guard let promotion = try policy.judge(branch, of: call, floor: floor, shown: nil, in: .plain).authorize()
        else {
            throw Broken(description: "policy gave no promotion")
        }
        return promotion
    }

    /// Runs work and keeps what it did.
    @discardableResult
    public static func keep(
        in sandbox: any Sandbox, on base: Snapshot, _ work: @escaping @Sendable (any Workspace) async throws -> Void
    ) async throws -> Snapshot {
        let (_, branch) = try await sandbox.tryOut(try trial(work), on: base)
        return try await sandbox.promote(try promotion(of: branch))
    }

    /// Runs work, forgets what it did, and gives what was measured.
    @discardableResult
    public static func measure(
        in sandbox: any Sandbox, on base: Snapshot, _ work: @escaping @Sendable (any Workspace) async throws -> Void
    ) async throws -> MeasuredEffect {
        let (_, branch) = try await sandbox.tryOut(try trial(work), on: base)
        await sandbox.drop(branch.id)
        return branch.effect
    }

    /// The text of a file of a snapshot; nil if there is none.
    public static func text(_ path: String, at snapshot: Snapshot, in sandbox: any Sandbox) async throws -> String? {
        let found = Box<String>()
        try await measure(in: sandbox, on: snapshot) { workspace in
            do {
                let bytes = try await workspace.read(try WorkspacePath(path), limit: 1 << 20)
                await found.set(String(decoding: bytes, as: UTF8.self))
            } catch let error as AirlockError where error.code == .notFound {}
        }
        return await found.value
    }

    static func expect(_ isSo: Bool, _ sentence: String) throws {
        if !isSo { throw Broken(description: sentence) }
    }

    static func expect(
        _ codes: Set<AirlockError.Code>, _ what: String, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as AirlockError {
            try expect(codes.contains(error.code), "\(what) gives \(error.code), not one of \(codes)")
            return
        }
        throw Broken(description: "\(what) gives no error")
    }

    /// Brings one value out of a trial.
    actor Box<Value: Sendable> {
        private(set) var value: Value?
        func set(_ new: Value) { value = new }
    }
}

extension Workspace {
    /// Writes a text file that isn't executable.
    public func write(_ text: String, to path: String) async throws {
        try await write(Array(text.utf8), to: try WorkspacePath(path), executable: false)
    }
}
