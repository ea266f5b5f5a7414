public import AirlockCore
public import AsyncHTTPClient

/// Brave's search interface (api.search.brave.com, "Web Search API"); needs a key.
public struct BraveSearch: SearchProvider {
    /// Where it is.
    public static let address = "https://api.search.brave.com/res/v1/web/search"

    public let name = "brave"
    /// What it takes at most: characters of a query, and results of an answer.
    private static let longestQuery = 400
    private static let mostResults = 20

    private let address: String
    private let key: @Sendable () -> String?
    private let client: SearchClient
    private let world: World

    /// - Parameters:
    ///   - address: ``address``; tests name another.
    ///   - key: Asked anew for each query; sent to that address only, never written.
    ///   - http: Must follow no redirect: that would take the key to where nobody sent it.
    ///   - redact: Gives a text without its secrets.
    ///   - record: Told of each query before it leaves; if it throws, nothing is sent.
    public init(
        at address: String, key: @escaping @Sendable () -> String?, http: HTTPClient, world: World,
        redact: @escaping @Sendable (String) -> String,
        record: @escaping @Sendable (SearchDeparture) async throws -> Void
    ) {
        self.address = address
        self.key = key
        client = SearchClient(provider: "brave", http: http, redact: redact, record: record)
        self.world = world
    }

    public func search(_ query: String, limit: Int) async throws -> [SearchResult] {
        try Self.check(query)
        guard let key = key(), !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw AirlockError(
                .unavailable, "brave has no key", hint: "set BRAVE_API_KEY, or search.brave_key_file in config.yaml")
        }
        guard limit > 0 else { return [] }
        let count = min(limit, Self.mostResults)
        let answer = try await client.ask(
            address, String(query.prefix(Self.longestQuery)), as: "q", and: [("count", "\(count)")],
            headers: [("x-subscription-token", key)])
        // Without hits it leaves `web` out.
        let items = answer["web"]?["results"]?.array ?? []
        return FoundPage.results(items, limit: count, now: world.now(), snippet: "description", date: "page_age")
    }
}
