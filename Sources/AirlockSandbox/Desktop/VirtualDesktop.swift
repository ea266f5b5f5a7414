public import AirlockCore
import Foundation

/// A screen, keyboard and mouse that exist only in containers: an X server in memory and a window manager, and the
/// programs that use them, each in a container of its own. Nothing of this machine's own display, session bus or network is
/// there.
///
/// All of it sees a job's files read-only. It dies with us, however we end.
public actor VirtualDesktop {
    /// Pixels.
    public struct Size: Sendable, Hashable {
        public let width: Int
        public let height: Int

        /// - Throws: `.invalidRequest` beyond 160 to 7,680 by 120 to 4,320.
        public init(width: Int, height: Int) throws(AirlockError) {
            guard (160...7680).contains(width), (120...4320).contains(height) else {
                throw AirlockError(
                    .invalidRequest, "a desktop of \(width) by \(height) pixels", hint: "e.g. 1280 by 800")
            }
            self.width = width
            self.height = height
        }
    }

    /// What is shown at most, in bytes of PNG.
    private static let pictureBytes = 64 << 20
    private static let pictureSeconds = 30
    /// Programs that may be opened on one desktop, those that have ended counted in.
    private static let programs = 100

    private let store: LayerStore
    private let container: Container
    private let place: DesktopFolder
    private let server: any RunningService
    private var mounts: HeldMounts?
    private var opened: [any RunningService] = []
    private var running: [ObjectIdentifier: Cancellation] = [:]
    private var idle: [CheckedContinuation<Void, Never>] = []

    private init(
        store: LayerStore, container: Container, place: DesktopFolder, server: any RunningService, mounts: HeldMounts
    ) {
        self.store = store
        self.container = container
        self.place = place
        self.server = server
        self.mounts = mounts
    }

    /// - Parameter folder: Absolute path, made if missing; one desktop at a time. Holds the server's socket.
    /// - Throws: `.unavailable` without the programs of a desktop or if they don't start, `.notFound` for an unknown snapshot.
    public static func start(
        on snapshot: Snapshot, of sandbox: OverlaySandbox, folder: String, size: Size
    ) async throws -> VirtualDesktop {
        try DesktopPrograms.check()
        let store = sandbox.store
        let place = try await onOwnThread { try DesktopFolder(folder, owner: store.owner) }
        var container = sandbox.container
        container.isWorkspaceWritable = false
        container.moreMounts = DesktopPrograms.mounts(socketFolder: container.toolchains.count)
        container.moreEnvironment = DesktopPrograms.environment
        let mounts = try await hold(snapshot, store, container, place)
        let server = try container.launch(DesktopPrograms.server(size), on: mounts)
        let desktop = VirtualDesktop(store: store, container: container, place: place, server: server, mounts: mounts)
        do {
            try await desktop.waitUntilReady()
            return desktop
        } catch {
            await desktop.stop()
            throw error
        }
    }

    /// Runs a program that uses the screen, to its end.
    /// - Throws: As ``Workspace/run(_:)``; `.conflict` on a stopped desktop.
    public func run(_ program: Program) async throws -> ProgramResult {
        let mounts = try held()
        let cancellation = try Cancellation.make()
        running[ObjectIdentifier(cancellation)] = cancellation
        defer { ended(cancellation) }
        let container = container
        return try await withTaskCancellationHandler {
            try await container.run(program, on: mounts, data: nil, cancellation).result
        } onCancel: {
            cancellation.request()
        }
    }

    /// Starts a program that stays on the screen until it is stopped, ends by itself, or the desktop stops. It keeps to
    /// the snapshot that it was started on. Its limits of time and output don't count.
    /// - Throws: `.limitExceeded` for the hundred and first, `.conflict` on a stopped desktop.
    public func open(_ program: Program) async throws -> any RunningService {
        guard opened.count < Self.programs else {
            throw AirlockError(
                .limitExceeded, "\(opened.count) programs were opened on this desktop", hint: "start another")
        }
        let service = try container.launch(program, on: try held())
        opened.append(service)
        return service
    }

    /// The whole screen, as PNG.
    public func screenshot() async throws -> [UInt8] {
        let result = try await run(DesktopPrograms.screenshot(bytes: Self.pictureBytes, seconds: Self.pictureSeconds))
        guard result.exitStatus == 0, result.stop == nil else {
            let said = String(decoding: result.standardError.prefix(500), as: UTF8.self)
            throw AirlockError(.backendFailed, "no picture of the desktop: \(said.printable)")
        }
        guard result.standardOutput.count <= Self.pictureBytes else {
            throw AirlockError(.limitExceeded, "a picture of the desktop is longer than \(Self.pictureBytes) bytes")
        }
        return result.standardOutput
    }

    /// Programs that start from now on see the files of this snapshot.
    /// - Throws: `.notFound`, `.conflict` on a stopped desktop.
    public func move(to snapshot: Snapshot) async throws {
        _ = try held()
        let next = try await Self.hold(snapshot, store, container, place)
        guard mounts != nil else { throw Self.isStopped }
        // Who still runs on the old mounts holds them.
        mounts = next
    }

    /// Kills everything on it. Idempotent.
    public func stop() async {
        mounts = nil
        for cancellation in running.values { cancellation.request() }
        for service in opened + [server] { await service.stop() }
        if !running.isEmpty { await withCheckedContinuation { idle.append($0) } }
        let place = place
        // What can't be removed now is removed at the next start.
        try? await onOwnThread { try place.clear() }
    }

    private func ended(_ cancellation: Cancellation) {
        running[ObjectIdentifier(cancellation)] = nil
        guard running.isEmpty else { return }
        for waiting in idle { waiting.resume() }
        idle = []
    }

    private func held() throws(AirlockError) -> HeldMounts {
        guard let mounts else { throw Self.isStopped }
        return mounts
    }

    private static var isStopped: AirlockError { AirlockError(.conflict, "the desktop was stopped") }

    /// Mounts the files of a snapshot, read-only, beside the server's socket.
    private static func hold(
        _ snapshot: Snapshot, _ store: LayerStore, _ container: Container, _ place: DesktopFolder
    ) async throws -> HeldMounts {
        let chain = try await onOwnThread { try store.chain(of: snapshot) }
        // One lower folder alone is refused (filesystems/overlayfs.rst), and without any there is nothing to show.
        let lower = (chain.map { "\($0)/data" } + ["empty"]).joined(separator: ":")
        let overlay = HeldMounts.Request.Overlay(
            folder: store.folder, options: "lowerdir=\(lower),userxattr", upper: "empty")
        return try await HeldMounts.hold(
            HeldMounts.Request(
                overlay: chain.isEmpty ? nil : overlay, sources: container.toolchains + [place.socketPath],
                owner: container.owner))
    }

    /// Returns when the window manager manages.
    /// - Throws: `.unavailable` if the server ends before, or takes too long.
    private func waitUntilReady() async throws {
        let (server, container, mounts) = (server, container, try held())
        let cancellation = try Cancellation.make()
        Task {
            _ = await server.waitUntilExit()
            cancellation.request()
        }
        let answer = try? await container.run(DesktopPrograms.readiness, on: mounts, data: nil, cancellation).result
        guard answer?.exitStatus == 0 else {
            throw AirlockError(.unavailable, "the desktop doesn't start: \(await server.errorTail().printable)")
        }
    }
}
