public import AirlockCore
public import AsyncHTTPClient

/// A SearXNG of one's own, or its forerunner searx, asked for JSON (docs.searxng.org, "Search API").
public struct SearXNGSearch: SearchProvider {
    public let name = "searxng"
    private let base: String
    private let client: SearchClient
    private let world: World

    /// - Parameters:
    ///   - url: Where it is, e.g. `http://127.0.0.1:8888`: `https`, or `http` on this machine, because a query may tell much.
    ///   - http: Must follow no redirect.
    ///   - redact: Gives a text without its secrets.
    ///   - record: Told of each query before it leaves; if it throws, nothing is sent.
    /// - Throws: `.invalidRequest`.
    public init(
        url: String, http: HTTPClient, world: World, redact: @escaping @Sendable (String) -> String,
        record: @escaping @Sendable (SearchDeparture) async throws -> Void
    ) throws(AirlockError) {
        guard ChannelAddress.isAcceptable(url), !url.contains("?"), !url.contains("#"), !url.contains("@") else {
            throw AirlockError(
                .invalidRequest, "search.searxng_url must begin with https://, or name this machine",
                hint: "e.g. http://127.0.0.1:8888")
        }
        base = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/search"
        client = SearchClient(provider: "searxng", http: http, redact: redact, record: record)
        self.world = world
    }

    public func search(_ query: String, limit: Int) async throws -> [SearchResult] {
        try Self.check(query)
        guard limit > 0 else { return [] }
        let answer = try await client.ask(base, query, as: "q", and: [("format", "json")])
        guard let items = answer["results"]?.array else {
            throw AirlockError(.backendFailed, "searxng answered without results")
        }
        return FoundPage.results(items, limit: limit, now: world.now(), snippet: "content", date: "publishedDate")
    }
}
