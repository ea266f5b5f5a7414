public import AirlockCore
public import AsyncHTTPClient
import Foundation
import Synchronization

/// Our own `llama-server`: started when it is first needed, restarted when it died, stopped with us.
public actor LlamaServer {
    public enum Progress: Sendable, Hashable {
        case checkingModel
        /// It runs and loads the model; for so many seconds by now.
        case loading(seconds: Int)
        case ready(seconds: Int)
        case died(exitStatus: Int32)
    }

    /// A server that answers.
    struct Running: Sendable {
        let endpoint: OpenAIEndpoint
        let modelSHA256: String
        /// Nil if it doesn't say.
        var properties: ServerProperties?
        fileprivate let service: any RunningService
        fileprivate let socket: String
        fileprivate let generation: Int
    }

    private enum State {
        case idle
        case starting
        case running(Running)
        case stopped
    }

    private let name: String
    private let settings: LlamaServerSettings
    nonisolated let limits: OpenAIEndpoint.Limits
    private let launcher: any ProcessLauncher
    nonisolated let http: HTTPClient
    private let world: World
    private let onProgress: @Sendable (Progress) -> Void

    private var state = State.idle
    private var isStarting = false
    private var generation = 0
    private var starts: [Timestamp] = []
    private var lastDeath = ""

    /// - Parameter name: The provider's configured name.
    /// - Parameter limits: For each answer.
    /// - Parameter onProgress: Called from any thread, in order.
    public init(
        name: String, settings: LlamaServerSettings, limits: OpenAIEndpoint.Limits, launcher: any ProcessLauncher,
        http: HTTPClient, world: World, onProgress: @escaping @Sendable (Progress) -> Void
    ) {
        self.name = name
        self.settings = settings
        self.limits = limits
        self.launcher = launcher
        self.http = http
        self.world = world
        self.onProgress = onProgress
    }

    /// Ends it for good, whatever it is doing. Idempotent.
    public func stop() async {
        let before = state
        state = .stopped
        if case .running(let running) = before { await end(running.service, running.socket) }
        while isStarting { await Self.lookAgainSoon() }
    }

    /// Absolute path of the socket on which it listens; starts it if need be.
    public func address() async throws -> String { try await running().socket }

    /// Returns when the server that runs now has ended.
    public func untilGone() async throws { _ = try await running().service.waitUntilExit() }

    /// The server, started if need be. Whoever comes first starts it, the others wait; if the first is cancelled, the next
    /// one starts it.
    /// - Throws: `.unavailable` with the server's last words, `.cancelled`.
    func running() async throws -> Running {
        while true {
            if Task.isCancelled { throw AirlockError(.cancelled, "waiting for the model server was cancelled") }
            switch state {
            case .running(let running): return running
            case .stopped: throw AirlockError(.unavailable, "the model server was stopped")
            case .starting:
                await Self.lookAgainSoon()
            case .idle:
                state = .starting
                isStarting = true
                defer { isStarting = false }
                do {
                    let running = try await start()
                    state = .running(running)
                    return running
                } catch {
                    if case .starting = state { state = .idle }
                    throw error
                }
            }
        }
    }

    /// Whether this server is gone. A death shows on its connections a little before its exit status is here, so this
    /// waits for it for up to a second.
    func hasLost(_ running: Running) async -> Bool {
        for _ in 0..<20 {
            guard case .running(let now) = state, now.generation == running.generation else { return true }
            if Task.isCancelled { return false }
            await Self.lookAgainSoon()
        }
        return false
    }

    private func start() async throws -> Running {
        try countStart()
        onProgress(.checkingModel)
        let hash = try await checkWeights()
        guard FileManager.default.isExecutableFile(atPath: settings.binary) else {
            throw AirlockError(
                .unavailable, "there is no model server at \(settings.binary)",
                hint: "Fetch it with scripts/fetch-models --server.")
        }
        generation += 1
        let socket = try makeSocketPath()
        let key = world.newID("key")
        let endpoint = try OpenAIEndpoint(
            name: name, baseURL: "http+unix://\(Self.percentEncoded(socket))", limits: limits, apiKey: { key })
        let service = try await launcher.launch(settings.program(socket: socket, key: key))
        var running = Running(
            endpoint: endpoint, modelSHA256: hash, service: service, socket: socket, generation: generation)
        do {
            let death = watch(running)
            try await waitUntilHealthy(running, death)
            running.properties = await OpenAIClient(endpoint: endpoint, http: http).properties(within: .seconds(5))
        } catch {
            await end(service, socket)
            throw error
        }
        return running
    }

    /// - Returns: The hash of the model's file; of a split model, that of the parts' hashes in order.
    private func checkWeights() async throws -> String {
        var hashes: [String] = []
        for part in settings.weights {
            hashes.append(try await ModelFile(path: part.path).checkedHash(expected: part.sha256))
        }
        guard hashes.count != 1 else { return hashes[0] }
        return SHA256.hex(Array(hashes.joined(separator: "\n").utf8))
    }

    /// Notes the end of the service, whenever that is.
    private func watch(_ running: Running) -> Death {
        let death = Death()
        Task { [weak self] in
            let status = await running.service.waitUntilExit()
            death.note(status)
            await self?.noteDeath(of: running, status)
        }
        return death
    }

    private func noteDeath(of running: Running, _ status: Int32) async {
        let words = await running.service.errorTail()
        guard case .running(let now) = state, now.generation == running.generation else { return }
        state = .idle
        lastDeath = Self.epitaph(status, words)
        onProgress(.died(exitStatus: status))
    }

    /// Asks `/health` until it is 200 (it is 503 while the model loads).
    private func waitUntilHealthy(_ running: Running, _ death: Death) async throws {
        let client = OpenAIClient(endpoint: running.endpoint, http: http)
        let start = ContinuousClock.now
        var told = -1
        while true {
            let seconds = Int((.now - start) / .seconds(1))
            if let status = death.status {
                lastDeath = Self.epitaph(status, await running.service.errorTail())
                throw AirlockError(
                    .unavailable, "the model server ended while it started: \(lastDeath)",
                    hint: Self.hint(forExit: status))
            }
            if Task.isCancelled { throw AirlockError(.cancelled, "the start of the model server was cancelled") }
            guard case .starting = state else { throw AirlockError(.unavailable, "the model server was stopped") }
            if (try? await client.status(of: "/health", within: .seconds(5))) == 200 {
                onProgress(.ready(seconds: seconds))
                return
            }
            guard .now - start < settings.startLimit else {
                throw AirlockError(
                    .unavailable, "the model server was not ready within \(settings.startLimit)",
                    hint: "Is the machine very busy, or short of memory? Try again, or use a smaller model.")
            }
            if seconds != told { onProgress(.loading(seconds: seconds)) }
            told = seconds
            await Self.lookAgainSoon()
        }
    }

    private func end(_ service: any RunningService, _ socket: String) async {
        await service.stop()
        try? FileManager.default.removeItem(atPath: socket)
    }

    /// A path that no file has. A socket's path may have 107 bytes (unix(7)).
    private func makeSocketPath() throws(AirlockError) -> String {
        let path = "\(settings.socketFolder)/llama-\(generation).sock"
        guard path.utf8.count <= 107 else {
            throw AirlockError(
                .unavailable, "the path of the model server's socket is too long: \(path)",
                hint: "Use a shorter AIRLOCK_HOME: a socket's path may have 107 bytes.")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: settings.socketFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw AirlockError(.unavailable, "\(settings.socketFolder) can't be made: \(error.localizedDescription)")
        }
        try? FileManager.default.removeItem(atPath: path)
        return path
    }

    /// - Throws: `.unavailable` if it was started too often of late.
    private func countStart() throws(AirlockError) {
        let now = world.now()
        starts.removeAll { $0 < now.advanced(bySeconds: -600) }
        guard starts.count < settings.startsPerTenMinutes else {
            throw AirlockError(
                .unavailable, "the model server was started \(starts.count) times in ten minutes; \(lastDeath)",
                hint: "Look whether the machine has enough memory for \(settings.modelID), then try again later.")
        }
        starts.append(now)
    }

    /// Nothing wakes us that a cancellation could also end, so who waits looks again, twenty times a second.
    private static func lookAgainSoon() async { try? await Task.sleep(for: .milliseconds(50)) }

    private static func percentEncoded(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "._-").union(.alphanumerics))
            ?? path
    }

    private static func epitaph(_ status: Int32, _ words: String) -> String {
        let last = words.split(whereSeparator: \.isNewline).suffix(3).joined(separator: " | ").suffix(400)
        return "it ended with status \(status)" + (last.isEmpty ? "" : ", its last words: \(last)")
    }

    private static func hint(forExit status: Int32) -> String {
        switch status {
        case 132:
            "This build of the server needs a processor with AVX2; fetch it anew with scripts/fetch-models --server."
        case 137: "It was killed, perhaps for want of memory: use a smaller model."
        default: "Fetch server and model anew with scripts/fetch-models; the server needs the package libgomp1."
        }
    }
}

/// Whether a service has ended, for those who only look.
private final class Death: Sendable {
    private let exit = Mutex<Int32?>(nil)

    var status: Int32? { exit.withLock { $0 } }

    func note(_ status: Int32) { exit.withLock { $0 = status } }
}
