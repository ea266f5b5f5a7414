import AirlockCore
import AirlockModels
import AirlockSandbox
import AsyncHTTPClient

/// The model providers alone, for commands that need neither jobs nor a state folder.
struct ModelSession: Sendable {
    let parts: ModelParts
    private let http: HTTPClient

    init(places: Places, settings: Configuration.Model, environment: [String: String]) throws {
        http = HTTPClient.forModelServers()
        parts = try ModelParts(
            places: places, settings: settings, environment: environment,
            launcher: SandboxLauncher(temporaryBytes: Composition.serviceBytes), http: http, world: .live,
            say: { _ in })
    }

    func close() async {
        for server in parts.servers { await server.stop() }
        try? await http.shutdown()
    }
}
