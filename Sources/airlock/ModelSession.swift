import AirlockCore
import AirlockModels
import AirlockSandbox
import AsyncHTTPClient

/// The model providers alone, for commands that need neither jobs nor a state folder. What leaves this machine is said on the
/// terminal, as there is no log.
struct ModelSession: Sendable {
    let parts: ModelParts
    private let http: HTTPClient

    init(places: Places, settings: Configuration, environment: [String: String], console: Console) async throws {
        guard let runtime = try settings.sandbox.choice.candidates().first else {
            throw AirlockError(.unavailable, "no container runtime", hint: "see `airlock doctor`")
        }
        let say: @Sendable (String) -> Void = { console.say("airlock: \($0)") }
        http = HTTPClient.forModelServers()
        parts = try ModelParts(
            settings.model,
            on: ModelParts.Base(
                places: places, machine: { try await MachineSurvey(environment: environment).facts(telling: say) },
                launcher: SandboxLauncher(temporaryBytes: Composition.serviceBytes, runtime: runtime), http: http,
                world: .live, keys: ModelKeys(settings.model, environment: environment),
                record: { console.say("sent to \($0.provider) (\($0.host)): \($0.request.purpose)") },
                say: say))
    }

    func close() async {
        for local in parts.locals { await local.stop() }
        try? await http.shutdown()
    }
}
