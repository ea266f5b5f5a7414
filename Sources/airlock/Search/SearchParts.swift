import AirlockCore
import AirlockNet
import AirlockSearch
import AirlockStore
import AsyncHTTPClient

/// The configured search providers, in order.
struct SearchParts: Sendable {
    /// What they stand on.
    struct Base: Sendable {
        var local: LocalSearch
        /// Nil where there is no browser.
        var browser: BrowserParts?
        var http: HTTPClient
        var world: World
        var braveKey: ProviderKey?
        /// What must not leave this machine in a query.
        var secrets: @Sendable () -> [String]
        var audit: any AuditLog
    }

    let providers: [any SearchProvider]

    /// - Throws: `.invalidRequest` for a provider that can't work as it is configured.
    init(_ settings: SearchSettings, on base: Base) throws(AirlockError) {
        let (audit, world, secrets) = (base.audit, base.world, base.secrets)
        let record: @Sendable (SearchDeparture) async throws -> Void = {
            _ = try await audit.append(AuditRecord($0, world: world))
        }
        let redact: @Sendable (String) -> String = { Redaction(secrets: secrets()).apply(to: $0) }
        var providers: [any SearchProvider] = []
        for provider in settings.providers {
            switch provider {
            case .local: providers.append(base.local)
            case .web:
                if let browser = base.browser {
                    providers.append(browser.search)
                } else {
                    providers.append(AbsentSearch.web)
                }
            case .searxng:
                guard let url = settings.searxngURL else {
                    throw AirlockError(
                        .invalidRequest, "search.providers names searxng, but search.searxng_url is not set",
                        hint: "e.g. searxng_url: http://127.0.0.1:8888")
                }
                providers.append(
                    try SearXNGSearch(url: url, http: base.http, world: world, redact: redact, record: record))
            case .brave:
                let key = base.braveKey
                providers.append(
                    BraveSearch(
                        at: BraveSearch.address, key: { key?.current }, http: base.http, world: world, redact: redact,
                        record: record))
            }
        }
        self.providers = providers
    }
}

/// Stands for a provider that this machine lacks, so that an answer says so.
private struct AbsentSearch: SearchProvider {
    let name: String
    let error: AirlockError

    static let web = AbsentSearch(
        name: "web", error: AirlockError(.unavailable, "there is no browser", hint: "sudo apt install chromium"))

    func search(_ query: String, limit: Int) async throws -> [SearchResult] { throw error }
}

extension AuditRecord {
    /// What leaves this machine for a search engine, before it does.
    init(_ departure: SearchDeparture, world: World) {
        self.init(
            timestamp: world.now(), requestID: world.newID("send"),
            actions: [
                [
                    "action": "search_request", "decision": "allow", "rule": "search.providers",
                    "params": [
                        "provider": .string(departure.provider), "host": .string(departure.host),
                        "query": .string(departure.query),
                    ],
                ]
            ])
    }
}
