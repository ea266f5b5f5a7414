public import AirlockCore
import Foundation

/// A screen, keyboard and mouse that exist only in containers: an X server in memory and a window manager, and the
/// programs that use them, each in a container of its own. Nothing of this machine's own display, session bus or network is
/// there.
///
/// All of it sees a job's files read-only. It dies with us, however we end.
public actor VirtualDesktop {
    /// Programs that may be opened on one desktop, those that have ended counted in.
    private static let programs = 100
    /// How long a program has to show a window, in looks and the time between two of them.
    private static let startLooks = 50
    private static let startPause = Duration.milliseconds(40)

    public nonisolated let size: PixelSize
    private let store: LayerStore
    private let container: Container
    private let place: DesktopFolder
    private let server: any RunningService
    private var mounts: HeldMounts?
    private var snapshot: Snapshot
    private var driver: DesktopDriver?
    private var stopping: Task<Void, Never>?
    private var opened: [any RunningService] = []
    private var running: [ObjectIdentifier: Cancellation] = [:]
    private var idle: [CheckedContinuation<Void, Never>] = []

    private init(
        store: LayerStore, container: Container, place: DesktopFolder, server: any RunningService, mounts: HeldMounts,
        snapshot: Snapshot, size: PixelSize
    ) {
        self.size = size
        self.snapshot = snapshot
        self.store = store
        self.container = container
        self.place = place
        self.server = server
        self.mounts = mounts
    }

    /// - Parameter folder: Absolute path, made if missing; one desktop at a time. Holds the server's socket.
    /// - Parameter size: 160 to 7,680 by 120 to 4,320 pixels.
    /// - Throws: `.unavailable` without the programs of a desktop or if they don't start, `.notFound` for an unknown snapshot,
    ///   `.invalidRequest` for another size.
    public static func start(
        on snapshot: Snapshot, of sandbox: OverlaySandbox, folder: String, size: PixelSize
    ) async throws -> VirtualDesktop {
        guard (160...7680).contains(size.width), (120...4320).contains(size.height) else {
            throw AirlockError(
                .invalidRequest, "a desktop of \(size.width) by \(size.height) pixels", hint: "e.g. 1280 by 800")
        }
        try DesktopPrograms.check()
        let driver = try DesktopPrograms.driverFile
        let store = sandbox.store
        let place = try await onOwnThread { try DesktopFolder(folder, owner: store.owner) }
        var container = sandbox.container
        // The desktop's own programs are this machine's.
        container.image = nil
        container.isWorkspaceWritable = false
        let count = container.sources.count
        container.moreMounts = DesktopPrograms.mounts(driver: count, socketFolder: count + 1)
        container.moreEnvironment = DesktopPrograms.environment
        let mounts = try await hold(snapshot, store, container, [driver, place.socketPath])
        let server = try container.launch(DesktopPrograms.server(size), on: mounts)
        let desktop = VirtualDesktop(
            store: store, container: container, place: place, server: server, mounts: mounts, snapshot: snapshot,
            size: size)
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
    /// the snapshot that it was started on. Its limits of time and output don't count. Returns when a window was shown, the
    /// program ended, or two seconds have passed.
    /// - Throws: `.limitExceeded` for the hundred and first, `.commandFailed` for one that fails at once, `.conflict` on a
    ///   stopped desktop.
    public func open(_ program: Program) async throws -> any RunningService {
        guard opened.count < Self.programs else {
            throw AirlockError(
                .limitExceeded, "\(opened.count) programs were opened on this desktop", hint: "start another")
        }
        let before = Set(try await windows().map(\.id))
        let service = try container.launch(program, on: try held())
        opened.append(service)
        if let status = try await status(of: service, unlessItShowsMoreThan: before), status != 0 {
            let said = await service.errorTail().suffix(500)
            throw AirlockError(
                .commandFailed, "\(program.argv[0]) ended at once with status \(status): \(String(said).printable)")
        }
        return service
    }

    /// Nil if it still runs when it has shown a window, or had the time to.
    private func status(
        of service: any RunningService, unlessItShowsMoreThan before: Set<DesktopWindow.ID>
    ) async throws -> Int32? {
        let (moments, moment) = AsyncStream.makeStream(of: Int32?.self)
        Task { moment.yield(await service.waitUntilExit()) }
        let looking = Task {
            for _ in 0..<Self.startLooks {
                try await Task.sleep(for: Self.startPause)
                moment.yield(nil)
            }
            moment.finish()
        }
        defer { looking.cancel() }
        for await status in moments {
            if let status { return status }
            if try await windows().contains(where: { !before.contains($0.id) }) { return nil }
        }
        return nil
    }

    /// Whether its server runs.
    public var isRunning: Bool { mounts != nil }

    /// Returns when the server has taken it.
    /// - Throws: `.invalidRequest` for a place beyond the screen, `.backendFailed`, `.conflict` on a stopped desktop.
    public func perform(_ input: DesktopInput) async throws {
        for point in input.points { try size.check(point, "the desktop") }
        _ = try await ask(.input(input))
    }

    /// Returns when the screen hasn't changed for 60 ms, after half a second in any case.
    public func settle() async throws { _ = try await ask(.settle) }

    /// - Throws: As ``Desktop/picture(of:unless:)``; `.conflict` on a stopped desktop.
    public func picture(of view: DesktopView, unless mark: String?) async throws -> DesktopPicture? {
        let request: DesktopRequest
        switch view {
        case .screen:
            request = .picture(
                of: PixelRegion(x: 0, y: 0, width: size.width, height: size.height), unless: mark)
        case .region(let region):
            try size.check(region, "the region")
            request = .picture(of: region, unless: mark)
        case .window(let id, let region): request = .picture(ofWindow: id, region, unless: mark)
        }
        let answer = try await ask(request)
        return answer.bytes.isEmpty ? nil : DesktopPicture(png: answer.bytes, mark: answer.mark)
    }

    /// Those that are shown, the lowest first.
    public func windows() async throws -> [DesktopWindow] {
        let text = String(decoding: try await ask(.windows).bytes, as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false)
            let numbers = words.dropFirst().prefix(4).compactMap { Int($0) }
            guard words.count == 6, let id = UInt64(words[0]), numbers.count == 4 else { return nil }
            let place = PixelRegion(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
            return DesktopWindow(id: id, title: String(words[5]).printable, place: place)
        }
    }

    /// Asks the driver, which is started when it is first needed, and again if it ended.
    private func ask(_ request: DesktopRequest) async throws -> DesktopDriver.Answer {
        let mounts = try held()
        let asked = try driver ?? DesktopDriver(container.converse(with: DesktopPrograms.driver, on: mounts))
        driver = asked
        do {
            return try await asked.ask(request.line, within: request.time)
        } catch let error as AirlockError where error.code == .backendFailed {
            if driver === asked { driver = nil }
            await asked.stop()
            _ = try held()
            throw error
        }
    }

    /// Programs that start from now on see the files of this snapshot.
    /// - Throws: `.notFound`, `.conflict` on a stopped desktop.
    public func move(to snapshot: Snapshot) async throws {
        _ = try held()
        guard snapshot != self.snapshot else { return }
        let sources = [try DesktopPrograms.driverFile, place.socketPath]
        let next = try await Self.hold(snapshot, store, container, sources)
        guard mounts != nil else { throw Self.isStopped }
        self.snapshot = snapshot
        // Who still runs on the old mounts holds them.
        mounts = next
    }

    /// Kills everything on it. Idempotent: who comes later waits for the first, so that afterwards nobody touches its folder.
    public func stop() async {
        let ending = stopping ?? Task { await end() }
        stopping = ending
        await ending.value
    }

    private func end() async {
        mounts = nil
        for cancellation in running.values { cancellation.request() }
        await driver?.stop()
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

    /// Mounts the files of a snapshot, read-only, beside the driver and the server's socket.
    private static func hold(
        _ snapshot: Snapshot, _ store: LayerStore, _ container: Container, _ sources: [String]
    ) async throws -> HeldMounts {
        let chain = try await onOwnThread { try store.chain(of: snapshot) }
        // One lower folder alone is refused (filesystems/overlayfs.rst), and without any there is nothing to show.
        let lower = (chain.map { "\($0)/data" } + ["empty"]).joined(separator: ":")
        let overlay = HeldMounts.Request.Overlay(
            folder: store.folder, options: "lowerdir=\(lower),userxattr", upper: "empty")
        return try await HeldMounts.hold(
            HeldMounts.Request(
                overlay: chain.isEmpty ? nil : overlay, sources: container.sources + sources,
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
        _ = try await ask(.size)
        Task { [weak self] in
            _ = await server.waitUntilExit()
            await self?.stop()
        }
    }
}
