public import AirlockCore
import Testing

/// What every ``SearchProvider`` must do.
public struct SearchProviderConformance: Sendable {
    private let provider: any SearchProvider
    private let knownQuery: String

    /// - Parameter knownQuery: Has at least two results.
    public init(_ provider: any SearchProvider, knownQuery: String) {
        self.provider = provider
        self.knownQuery = knownQuery
    }

    public func checkAll() async throws {
        try await findsWhatIsThere()
        try await keepsToItsLimit()
        await refusesAnEmptyQuery()
        try await takesAnyTextAsWords()
        try await answersTheSameTwice()
    }

    public func findsWhatIsThere() async throws {
        let results = try await provider.search(knownQuery, limit: 10)
        #expect(results.count >= 2)
        #expect(Set(results.map(\.url)).count == results.count)
        for result in results {
            #expect(!result.title.isEmpty && !result.url.isEmpty && !result.snippet.isEmpty)
            #expect(result.snippet.count <= 240)
            #expect(result.timestamp <= result.retrievalTime)
        }
        #expect(!provider.name.isEmpty)
    }

    public func keepsToItsLimit() async throws {
        let all = try await provider.search(knownQuery, limit: 10)
        #expect(try await provider.search(knownQuery, limit: 1).map(\.url) == all.prefix(1).map(\.url))
        #expect(try await provider.search(knownQuery, limit: 0).isEmpty)
    }

    public func refusesAnEmptyQuery() async {
        for query in ["", "   ", "\n\t"] {
            let error = await #expect(throws: AirlockError.self) { try await provider.search(query, limit: 3) }
            #expect(error?.code == .invalidRequest)
        }
    }

    /// What an engine could read as syntax is only words, or no words at all.
    public func takesAnyTextAsWords() async throws {
        let hostile = [
            "\"", "a\"b", "git*", "NEAR(git hooks)", "title: git", "url:git", "-git", "^git", "git AND", "OR",
            "NOT git",
            "{git}", "(", "git;--", "'; DROP TABLE documents; --", "\0", "привет", "👍🏽",
            String(repeating: "git ", count: 500),
        ]
        for query in hostile {
            do {
                _ = try await provider.search(query, limit: 3)
            } catch let error as AirlockError {
                #expect(error.code == .invalidRequest, "\(query)")
            }
        }
    }

    public func answersTheSameTwice() async throws {
        let first = try await provider.search(knownQuery, limit: 5).map(\.url)
        #expect(try await provider.search(knownQuery, limit: 5).map(\.url) == first)
    }
}
