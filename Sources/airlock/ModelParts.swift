import AirlockCore
import AirlockModels
import AsyncHTTPClient
import Foundation

/// The configured model providers, in order.
struct ModelParts: Sendable {
    let router: ModelRouter
    /// Those that we run ourselves.
    let servers: [LlamaServer]
    /// Keys that must never be written anywhere.
    let secrets: [String]

    init(
        places: Places, settings: Configuration.Model, environment: [String: String], launcher: any ProcessLauncher,
        http: HTTPClient, world: World, say: @escaping @Sendable (String) -> Void
    ) throws {
        var providers: [ModelRouter.Provider] = []
        var servers: [LlamaServer] = []
        var secrets: [String] = []
        for provider in settings.providers {
            let deadline = try Self.duration(provider.deadline ?? "300s", provider.name)
            let limits = OpenAIEndpoint.Limits(total: deadline, stall: min(deadline, .seconds(60)))
            switch provider.kind {
            case .llamaServer:
                guard let chosen = try Self.localModel(provider, places) else { continue }
                let settings = LlamaServerSettings(
                    cache: ModelCache(folder: places.cache), model: chosen, threads: Self.threads,
                    socketFolder: Self.socketFolder(places))
                let llama = LlamaServer(
                    name: provider.name, settings: settings, limits: limits, launcher: launcher, http: http,
                    world: world
                ) { progress in
                    if case .died(let status) = progress { say("the model server ended with status \(status)") }
                }
                servers.append(llama)
                let model = LlamaServerModel(
                    name: provider.name, settings: settings, plansFreely: chosen.plansFreely, server: llama)
                providers.append(.init(name: provider.name, model: model))
            case .openai:
                let variable = provider.apiKeyEnv
                if let key = variable.flatMap({ environment[$0] }), !key.isEmpty { secrets.append(key) }
                guard let address = provider.baseURL, let name = provider.model else {
                    throw AirlockError(
                        .invalidRequest, "model provider \(provider.name): base_url and model are needed")
                }
                let endpoint = try OpenAIEndpoint(name: provider.name, baseURL: address, limits: limits) {
                    variable.flatMap { environment[$0] }
                }
                let model = OpenAIModel(
                    endpoint: endpoint, model: name, abilities: .init(plansFreely: true, takesGrammar: false),
                    consent: provider.consent ?? false, http: http)
                providers.append(.init(name: provider.name, model: model))
            }
        }
        router = ModelRouter(providers, now: world.now)
        self.servers = servers
        self.secrets = secrets
    }

    private static var threads: Int { max(1, min(ProcessInfo.processInfo.activeProcessorCount, 16)) }

    /// Nil if no model was fetched: then plans are made by keywords.
    private static func localModel(_ provider: Configuration.Provider, _ places: Places) throws -> CatalogueModel? {
        let cache = ModelCache(folder: places.cache)
        guard cache.hasServer else { return nil }
        guard let name = provider.model, name != "auto" else { return cache.bestModel() }
        guard let model = ModelCatalogue.model(named: name) else {
            throw AirlockError(
                .invalidRequest, "model provider \(provider.name): no model \(name) in the catalogue",
                hint: "known: \(ModelCatalogue.all.map(\.id).joined(separator: ", "))")
        }
        return model
    }

    /// A socket's path has 107 bytes at most (unix(7)); a long state folder moves it to the temporary folder.
    private static func socketFolder(_ places: Places) -> String {
        let near = "\(places.home)/run"
        if near.utf8.count <= 70 { return near }
        return "/tmp/airlock-\(getuid())-\(SHA256.hex(Array(near.utf8)).prefix(12))"
    }

    private static func duration(_ text: String, _ name: String) throws -> Duration {
        for (suffix, unit) in [("ms", 1), ("s", 1000), ("m", 60_000)] where text.hasSuffix(suffix) {
            if let number = Int(text.dropLast(suffix.count)), number > 0 { return .milliseconds(number * unit) }
        }
        throw AirlockError(
            .invalidRequest, "model provider \(name): deadline \(text.debugDescription) is no duration",
            hint: "write it like 60s, 500ms or 2m")
    }
}
