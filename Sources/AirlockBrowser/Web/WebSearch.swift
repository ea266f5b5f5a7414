public import AirlockCore

/// The web, by the results pages of search engines, which a real browser reads; no key is needed.
///
/// A results page is asked for once for each query of a person's task, as by a person, so `robots.txt` isn't asked; the pages
/// that it names are ``WebReader``'s.
public struct WebSearch: SearchProvider {
    public let name = "web"
    private let browser: WebBrowser
    private let engines: [ResultsPage]
    private let world: World

    public init(_ browser: WebBrowser, world: World) { self.init(browser, world: world, engines: ResultsPage.all) }

    init(_ browser: WebBrowser, world: World, engines: [ResultsPage]) {
        self.browser = browser
        self.world = world
        self.engines = engines
    }

    public func search(_ query: String, limit: Int) async throws -> [SearchResult] {
        try Self.check(query)
        var failures: [String] = []
        for engine in engines {
            do {
                let page = try await browser.value(of: engine.expression, at: WebAddress(engine.url(of: query)))
                guard case .html(let json) = page.content, (200..<300).contains(page.status) else {
                    throw AirlockError(.backendFailed, "answered \(page.status)")
                }
                let now = world.now()
                let hits = try ResultsPage.hits(json).prefix(max(limit, 0))
                if !hits.isEmpty {
                    return hits.map {
                        SearchResult(
                            title: $0.title, url: $0.url, snippet: $0.snippet, retrievalTime: now, timestamp: nil)
                    }
                }
                failures.append("\(engine.name): no results on its page")
            } catch {
                let known = AirlockError(error, otherwise: .backendFailed)
                guard known.code != .cancelled, known.code != .unavailable else { throw known }
                failures.append("\(engine.name): \(known.message)")
            }
        }
        throw AirlockError(.backendFailed, failures.joined(separator: "; "))
    }
}
