import AirlockCore
import Foundation

/// The workspace of one trial: a fresh layer on a snapshot, mounted when it is first touched. Every program runs in a
/// container of its own on the same mount.
actor OverlayBranch: Workspace {
    /// Programs that one run may connect by pipes, as `CStarter` takes them.
    private static let longestPipeline = 64

    private enum Phase {
        case untouched
        case opening(Task<Opened, any Error>)
        case open(Opened)
        case closed
    }

    private struct Opened: Sendable {
        let id: String
        /// The folder that is written.
        let data: OpenFile
        let mounts: HeldMounts
    }

    private let store: LayerStore
    private let base: Snapshot
    private let chain: [String]
    private let container: Container
    private let measureLimits: MeasureLimits
    private let seed: @Sendable (FileTree) throws -> Void
    private var phase = Phase.untouched
    private var running: [ObjectIdentifier: Cancellation] = [:]
    private var idle: [CheckedContinuation<Void, Never>] = []
    /// What ran so far, in order.
    private(set) var runs: [ProgramRun] = []

    init(
        store: LayerStore, base: Snapshot, chain: [String], container: Container, measureLimits: MeasureLimits,
        seed: @escaping @Sendable (FileTree) throws -> Void
    ) {
        self.seed = seed
        self.store = store
        self.base = base
        self.chain = chain
        self.container = container
        self.measureLimits = measureLimits
    }

    // MARK: Workspace

    func read(_ path: WorkspacePath, limit: Int) async throws -> [UInt8] {
        let result = try await contained(WorkspaceFile.reading(path, limit: limit)).result
        return try WorkspaceFile.content(of: path, from: result, limit: limit)
    }

    func write(_ bytes: [UInt8], to path: WorkspacePath, executable: Bool) async throws {
        let result = try await contained(WorkspaceFile.writing(bytes, to: path, executable: executable)).result
        try WorkspaceFile.check(path, result)
    }

    func run(_ program: Program) async throws -> ProgramResult {
        guard (1...Self.longestPipeline).contains(program.stages.count),
            program.stages.allSatisfy({ $0.argv.first?.isEmpty == false })
        else {
            throw AirlockError(.invalidRequest, "no program to run, or more than \(Self.longestPipeline) in a pipeline")
        }
        let (result, run) = try await contained(program)
        runs.append(run)
        return result
    }

    // MARK: Ends

    /// Stops what still runs, unmounts and writes the layer to the disk, and reads what changed.
    func seal() async throws -> SealedBranch {
        guard let opened = try await close() else {
            return SealedBranch(id: Self.untouchedID(), base: base, effect: try Self.effect([], runs: runs))
        }
        try await opened.mounts.end(kept: true)
        let (store, base, limits, runs) = (store, base, measureLimits, runs)
        return try await onOwnThread {
            try store.settle(opened.id)
            var changes = try EffectMeasure.changes(
                upper: try store.data(of: opened.id), lower: try store.view(of: base), limits: limits)
            changes += try store.rootChanges(opened.id, on: base, limits: limits)
            changes.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
            let branch = SealedBranch(id: opened.id, base: base, effect: try Self.effect(changes, runs: runs))
            if changes.isEmpty { try store.drop(opened.id) } else { try store.seal(branch) }
            return branch
        }
    }

    /// Lends what the branch holds, as a host sees it, after it was unmounted; then forgets it.
    func harvest<Value: Sendable>(_ body: @escaping @Sendable (FileTree) throws -> Value) async throws -> Value? {
        guard let opened = try await close() else { return nil }
        try await opened.mounts.end(kept: false)
        let store = store
        return try await onOwnThread {
            try store.settle(opened.id)
            return try body(try store.data(of: opened.id))
        }
    }

    /// Stops what still runs and removes the layer. Whatever stands in the way of that is left to the next start.
    func abandon() async {
        let opened = try? await close()
        if let opened { try? await opened.mounts.end(kept: false) }
        guard let id = opened?.id ?? closedID else { return }
        let store = store
        try? await onOwnThread { try store.drop(id) }
    }

    private var closedID: String?

    /// Afterwards no program runs and none can start. Nil if the branch was never touched, or was closed before.
    private func close() async throws -> Opened? {
        let before = phase
        phase = .closed
        for cancellation in running.values { cancellation.request() }
        if !running.isEmpty { await withCheckedContinuation { idle.append($0) } }
        switch before {
        case .untouched, .closed: return nil
        case .opening(let task):
            let opened = try await task.value
            closedID = opened.id
            return opened
        case .open(let opened):
            closedID = opened.id
            return opened
        }
    }

    private static func effect(_ changes: [FileChange], runs: [ProgramRun]) throws -> MeasuredEffect {
        MeasuredEffect(changes: changes, runs: runs, digest: try JSONValue(encoding: changes).sha256)
    }

    private static func untouchedID() -> String { "same-\(UInt64.random(in: .min ... .max))" }

    // MARK: Programs

    private func contained(_ program: Program) async throws -> (result: ProgramResult, run: ProgramRun) {
        let opened = try await open()
        let cancellation = try Cancellation.make()
        guard case .open = phase else { throw Self.isClosed }
        running[ObjectIdentifier(cancellation)] = cancellation
        defer { ended(cancellation) }
        return try await withTaskCancellationHandler {
            try await container.run(program, on: opened.mounts, data: opened.data, cancellation)
        } onCancel: {
            cancellation.request()
        }
    }

    private func ended(_ cancellation: Cancellation) {
        running[ObjectIdentifier(cancellation)] = nil
        guard running.isEmpty else { return }
        for waiting in idle { waiting.resume() }
        idle = []
    }

    private static var isClosed: AirlockError { AirlockError(.conflict, "the branch is sealed: its trial has ended") }

    private func open() async throws -> Opened {
        let task: Task<Opened, any Error>
        switch phase {
        case .open(let opened): return opened
        case .closed: throw Self.isClosed
        case .opening(let begun): task = begun
        case .untouched:
            let (store, chain, container, seed) = (store, chain, container, seed)
            task = Task {
                let id = try await onOwnThread { try store.makeBranch() }
                do {
                    if container.image != nil { try await onOwnThread { try store.makeRoot(in: id) } }
                    let data = try await onOwnThread {
                        let data = try store.data(of: id)
                        try seed(data)
                        return data.root
                    }
                    return Opened(id: id, data: data, mounts: try await container.mount(id, on: chain, of: store))
                } catch {
                    try? await onOwnThread { try store.drop(id) }
                    throw error
                }
            }
            phase = .opening(task)
        }
        do {
            let opened = try await task.value
            switch phase {
            case .opening: phase = .open(opened)
            case .open: break
            case .untouched, .closed: throw Self.isClosed
            }
            return opened
        } catch {
            if case .opening = phase { phase = .untouched }
            throw error
        }
    }
}
