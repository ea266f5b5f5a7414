import AirlockCore
import AirlockModels
import AirlockSandbox
import AsyncHTTPClient

/// The model providers alone, for commands that need neither jobs nor a state folder.
struct ModelSession: Sendable {
    let parts: ModelParts
    private let http: HTTPClient

    init(places: Places, settings: Configuration, environment: [String: String]) throws {
        guard let runtime = try settings.sandbox.choice.candidates().first else {
            throw AirlockError(.unavailable, "no container runtime", hint: "see `airlock doctor`")
        }
        http = HTTPClient.forModelServers()
        parts = try ModelParts(
            places: places, settings: settings.model, environment: environment,
            launcher: SandboxLauncher(temporaryBytes: Composition.serviceBytes, runtime: runtime), http: http,
            world: .live,
            say: { _ in })
    }

    func close() async {
        for server in parts.servers { await server.stop() }
        try? await http.shutdown()
    }
}
