import AirlockCore
import AirlockModels
import AirlockStore
import AsyncHTTPClient
import Foundation

/// The configured model providers, in order.
struct ModelParts: Sendable {
    /// What the providers stand on.
    struct Base: Sendable {
        var places: Places
        /// Asked when a model of ours is first needed.
        var machine: @Sendable () async throws -> MachineFacts
        var launcher: any ProcessLauncher
        var http: HTTPClient
        var world: World
        var keys: ModelKeys
        /// Told of each question before it leaves this machine; if it throws, nothing is sent.
        var record: @Sendable (WatchedModel.Departure) async throws -> Void
        /// Told what a person should know.
        var say: @Sendable (String) -> Void
    }

    let router: ModelRouter
    /// The same, one by one.
    let providers: [RoutedProvider]
    /// Those of them on this machine, which may be probed whenever nobody asks.
    let near: [RoutedProvider]
    /// Those that we run ourselves.
    let locals: [LocalModel]

    init(_ settings: ModelSettings, on base: Base) throws {
        var providers: [RoutedProvider] = []
        var locals: [LocalModel] = []
        var near: [RoutedProvider] = []
        for provider in settings.providers {
            let deadline = try Self.duration(provider.deadline ?? "300s", provider.name)
            let limits = OpenAIEndpoint.Limits(total: deadline, stall: min(deadline, .seconds(60)))
            let model: any LanguageModel
            if provider.kind == .llamaServer, provider.baseURL == nil {
                guard let ours = try Self.ours(provider, limits, base) else { continue }
                locals.append(ours)
                model = ours
            } else {
                model = try Self.theirs(provider, limits, base)
            }
            let routed = RoutedProvider(
                name: provider.name, model: model, retries: provider.retries ?? 1,
                leastTokensPerSecond: provider.minTokensPerSecond)
            providers.append(routed)
            if !(model is WatchedModel) { near.append(routed) }
        }
        router = ModelRouter(providers, now: base.world.now)
        self.providers = providers
        self.locals = locals
        self.near = near
    }

    /// A server of our own; nil if neither it nor a model was fetched: then the next provider is asked, or plans are made by
    /// keywords.
    private static func ours(
        _ provider: Configuration.Provider, _ limits: OpenAIEndpoint.Limits, _ base: Base
    ) throws -> LocalModel? {
        let cache = ModelCache(folder: base.places.cache)
        var wanted: CatalogueModel?
        if let name = provider.model, name != "auto" {
            guard let model = ModelCatalogue.model(named: name) else {
                throw AirlockError(
                    .invalidRequest, "model provider \(provider.name): no model \(name) in the catalogue",
                    hint: "known: \(ModelCatalogue.all.map(\.shortName).joined(separator: ", "))")
            }
            guard cache.has(model) else {
                base.say("model provider \(provider.name): \(name) is not there: airlock model pull \(model.shortName)")
                return nil
            }
            wanted = model
        }
        guard cache.hasServer, wanted != nil || ModelCatalogue.automatic.contains(where: cache.has) else { return nil }
        return LocalModel { [wanted] in
            let machine = try await base.machine()
            let chosen =
                if let wanted { try ModelChoice(wanted, in: cache, on: machine) } else {
                    try ModelChoice.automatic(in: cache, on: machine)
                }
            return server(of: chosen, provider, limits, base)
        }
    }

    private static func server(
        of chosen: ModelChoice, _ provider: Configuration.Provider, _ limits: OpenAIEndpoint.Limits, _ base: Base
    ) -> LocalModel.Parts {
        let settings = LlamaServerSettings(
            cache: ModelCache(folder: base.places.cache), model: chosen.model, placement: chosen.plan.placement,
            socketFolder: socketFolder(base.places))
        let say = base.say
        let server = LlamaServer(
            name: provider.name, settings: settings, limits: limits, launcher: base.launcher, http: base.http,
            world: base.world
        ) { progress in
            if case .died(let status) = progress { say("the model server ended with status \(status)") }
        }
        let model = LlamaServerModel(
            name: provider.name, settings: settings, plansFreely: provider.plansFreely ?? chosen.model.plansFreely,
            server: server)
        return LocalModel.Parts(server: server, model: model)
    }

    /// A server that somebody else runs. What leaves this machine is watched.
    private static func theirs(
        _ provider: Configuration.Provider, _ limits: OpenAIEndpoint.Limits, _ base: Base
    ) throws -> any LanguageModel {
        guard let address = provider.baseURL ?? provider.preset?.baseURL, let name = provider.model else {
            throw AirlockError(.invalidRequest, "model provider \(provider.name): base_url and model are needed")
        }
        let key = base.keys.key(of: provider.name)
        let endpoint = try OpenAIEndpoint(name: provider.name, baseURL: address, limits: limits) { key?.current }
        let model = OpenAIModel(
            endpoint: endpoint, model: name,
            abilities: .init(
                plansFreely: provider.plansFreely ?? true, takesGrammar: provider.preset?.takesGrammar ?? false,
                dialect: provider.preset?.dialect ?? ChatDialect()),
            consent: provider.consent ?? false, http: base.http)
        guard !endpoint.isLocal else { return model }
        let keys = base.keys
        return WatchedModel(
            model, provider: provider.name, host: endpoint.host,
            redact: { Redaction(secrets: keys.secrets).apply(to: $0) }, record: base.record)
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
