public import AirlockCore
import FoundationEssentials

/// Asks the search providers in order until enough is found, and makes one list of what they found.
public struct BrowserSearch: Tool {
    public struct Arguments: Codable, Sendable {
        var query: String
        var maxResults: Int?

        enum CodingKeys: String, CodingKey {
            case query
            case maxResults = "max_results"
        }
    }

    public static let spec = ToolSpec(
        name: "browser_search",
        summary: "Search for documents. Gives titles, addresses and snippets; read_source reads one.",
        input: ToolSchema.object(
            [
                "query": ToolSchema.string("What to look for, in plain words.", length: 1...400),
                "max_results": ToolSchema.integer("How many results at most; 5 if left out.", in: 1...20),
            ], required: ["query"]),
        output: ToolSchema.object(
            [
                "results": ToolSchema.list("Best first, each page once.", of: resultSchema),
                "provider": ToolSchema.text("The first provider that found something."),
                "providers": ToolSchema.list(
                    "Each provider, in the order of the configuration.", of: ProviderAnswer.schema),
                "markdown": ToolSchema.text("The results as a numbered list of links, one a line."),
            ], required: ["results", "provider", "providers", "markdown"]),
        examples: [
            ["query": "git hooks"],
            ["query": "how CMake presets work", "max_results": 3],
            ["query": "протокол QUIC", "max_results": 20],
        ])

    private static let resultSchema = ToolSchema.object(
        [
            "title": ToolSchema.text("The page's title."),
            "url": ToolSchema.text("Its address."),
            "snippet": ToolSchema.text("Some words of it."),
            "retrieval_time": ToolSchema.time("When it was found."),
            "source_id": ToolSchema.text("The same for the same address."),
            "timestamp": ToolSchema.time(
                "When the document was last changed if that is known, else when it was found."),
        ], required: ["title", "url", "snippet", "retrieval_time", "source_id", "timestamp"])

    private let providers: [any SearchProvider]

    public init(providers: [any SearchProvider]) { self.providers = providers }

    public func effects(of arguments: Arguments) throws(AirlockError) -> [Effect] {
        guard !arguments.query.allSatisfy(\.isWhitespace) else {
            throw AirlockError(.invalidRequest, "browser_search.query: empty", hint: "say what to look for")
        }
        return [.compute]
    }

    public func run(_ arguments: Arguments, in context: ToolContext) async throws -> ToolOutput {
        guard !providers.isEmpty else {
            throw AirlockError(
                .unavailable, "no search provider is configured", hint: "name one under search.providers in config.yaml"
            )
        }
        let limit = arguments.maxResults ?? 5
        var answers: [ProviderAnswer] = []
        var found: [SearchResult] = []
        for provider in providers {
            guard found.count < limit else {
                answers.append(ProviderAnswer(name: provider.name, status: .notAsked))
                continue
            }
            answers.append(try await Self.ask(provider, arguments.query, limit))
            found = ResultMerge.merge(answers.map(\.results), limit: limit)
        }
        guard answers.contains(where: { $0.status == .ok || $0.status == .empty }) else { throw Self.failure(answers) }
        return try Self.output(found, of: answers)
    }

    /// - Throws: `.cancelled` only: whatever else goes wrong is an answer.
    private static func ask(
        _ provider: any SearchProvider, _ query: String, _ limit: Int
    ) async throws -> ProviderAnswer {
        do {
            let results = try await provider.search(query, limit: limit)
            return ProviderAnswer(name: provider.name, status: results.isEmpty ? .empty : .ok, results: results)
        } catch {
            let known = AirlockError(error, otherwise: .backendFailed)
            guard known.code != .cancelled else { throw known }
            return ProviderAnswer(name: provider.name, status: .failed, error: known)
        }
    }

    private static func failure(_ answers: [ProviderAnswer]) -> AirlockError {
        let last = answers.last { $0.error != nil }?.error
        return AirlockError(
            last?.code ?? .backendFailed,
            "no search provider answered: \(answers.compactMap(\.line).joined(separator: "; "))", hint: last?.hint)
    }

    private static func output(_ results: [SearchResult], of answers: [ProviderAnswer]) throws -> ToolOutput {
        let first = answers.first { $0.status == .ok } ?? answers.first { $0.status == .empty }
        return ToolOutput(
            [
                "results": try JSONValue(encoding: results), "provider": .string(first?.name ?? ""),
                "providers": .array(answers.map(\.json)), "markdown": .string(Self.markdown(results)),
            ], logs: answers.compactMap(\.line))
    }

    /// `1. [title](url) — snippet`, one line a result. Titles and snippets are foreign text: they can't end a link or a line.
    static func markdown(_ results: [SearchResult]) -> String {
        results.enumerated().map { index, result in
            let snippet = oneLine(result.snippet)
            let url = result.url.map { Self.escapes[$0] ?? String($0) }.joined()
            return "\(index + 1). [\(escaped(oneLine(result.title)))](\(url))"
                + (snippet.isEmpty ? "" : " — \(escaped(snippet))") + "\n"
        }.joined()
    }

    /// Characters that would end a Markdown link's address, percent-encoded (RFC 3986, 2.1).
    private static let escapes: [Character: String] = [
        " ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\n": "%0A", "\r": "%0D", "\t": "%09",
        "\r\n": "%0D%0A",
    ]

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func escaped(_ text: String) -> String {
        text.map { "\\[]<>".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
