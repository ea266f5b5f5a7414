import AirlockCore
import AirlockRuntime
import AirlockServer
import AirlockStore
import Dispatch
import Foundation

/// The server of one state folder, inside this process.
final class RunningServer: Sendable {
    enum Port: Sendable {
        case exactly(Int)
        /// Any free port if this one is taken.
        case preferred(Int)
    }

    /// `http://127.0.0.1:PORT`
    let url: String
    /// Good once, for the browser.
    let loginURL: String
    /// The state folder's admin token.
    let token: String
    private let composition: Composition
    private let places: Places
    private let serving: Task<Void, any Error>
    private let ticking: [Task<Void, Never>]

    private init(
        url: String, loginURL: String, token: String, composition: Composition, places: Places,
        serving: Task<Void, any Error>, ticking: [Task<Void, Never>]
    ) {
        self.url = url
        self.loginURL = loginURL
        self.token = token
        self.composition = composition
        self.places = places
        self.serving = serving
        self.ticking = ticking
    }

    static func start(
        places: Places, settings: Configuration, environment: [String: String], port: Port, console: Console
    ) async throws -> RunningServer {
        let composition = try await Composition.make(
            places: places, settings: settings, environment: environment
        ) { console.say("airlock: \($0)") }
        do {
            let token = try await composition.store.tokens.installationToken(in: composition.store.folder)
            let codes = LoginCodes(world: .live)
            guard let holder = try await composition.store.tokens.authenticate(token) else {
                throw AirlockError(
                    .unavailable, "the token in \(places.token) is not good",
                    hint: "remove that file and start again; a new one is made")
            }
            let (serving, bound) = try await serve(composition, codes, port, settings)
            let url = "http://127.0.0.1:\(bound)"
            let code = await codes.mint(for: holder.name)
            try write(["url": .string(url), "pid": .integer(Int64(getpid()))], to: places.server)
            let orchestrator = composition.orchestrator
            let channels = composition.channels
            let telling = Task { await channels.run() }
            let ticking = Task {
                while !Task.isCancelled {
                    try? await orchestrator.expireQuestions()
                    try? await Task.sleep(for: .seconds(1))
                }
            }
            return RunningServer(
                url: url, loginURL: "\(url)/login?code=\(code)", token: token, composition: composition,
                places: places, serving: serving, ticking: [ticking, telling])
        } catch {
            await composition.close()
            throw error
        }
    }

    /// Returns when the server ended.
    func wait() async throws {
        let serving = serving
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            serving.cancel()
        }
    }

    /// Reads the policy file anew at every SIGHUP, until the source is cancelled.
    func followPolicy(_ say: @escaping @Sendable (String) -> Void) -> any DispatchSourceSignal {
        composition.policies.followSignals(say)
    }

    func stop() async {
        // First, so that nobody is sent to a server that is about to end.
        try? FileManager.default.removeItem(atPath: places.server)
        for task in ticking { task.cancel() }
        await composition.orchestrator.shutDown()
        serving.cancel()
        _ = try? await serving.value
        await composition.close()
    }

    private static func serve(
        _ composition: Composition, _ codes: LoginCodes, _ port: Port, _ settings: Configuration
    ) async throws -> (Task<Void, any Error>, Int) {
        switch port {
        case .exactly(let number): return try await listen(composition, codes, number, settings)
        case .preferred(let number):
            do {
                return try await listen(composition, codes, number, settings)
            } catch let error as AirlockError where error.code == .unavailable {
                return try await listen(composition, codes, 0, settings)
            }
        }
    }

    private static func listen(
        _ composition: Composition, _ codes: LoginCodes, _ port: Int, _ settings: Configuration
    ) async throws -> (Task<Void, any Error>, Int) {
        let server = AirlockServer(
            desk: composition.orchestrator, desktops: composition.desktops.pool, tokens: composition.store.tokens,
            loginCodes: codes, tools: composition.orchestrator.toolSpecs, world: .live, version: Airlock.version,
            port: port,
            approvalTimeout: settings.approvals.timeout, egress: settings.sandbox.egress)
        let (ready, signal) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { signal.finish() }
            try await server.run { signal.yield($0) }
        }
        for await bound in ready { return (serving, bound) }
        try await serving.value
        throw AirlockError(.unavailable, "the server ended before it was ready")
    }

    private static func write(_ entry: JSONValue, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw AirlockError(.unavailable, "\(path) can't be written") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(entry.canonical))
    }
}
