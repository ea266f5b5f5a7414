/// Finds documents. New kinds of search conform to this and pass its conformance suite.
public protocol SearchProvider: Sendable {
    /// As configured, e.g. `local`; named in every answer.
    var name: String { get }

    /// Best first, at most `limit`, each URL once. An empty answer is an answer.
    /// - Throws: `.invalidRequest` for an empty query, `.unavailable`, `.backendFailed`.
    func search(_ query: String, limit: Int) async throws -> [SearchResult]
}

/// Reads what a search found, as plain text.
public protocol SourceReader: Sendable {
    /// - Throws: `.notFound` for a URL that this reader doesn't have, `.backendFailed`, `.limitExceeded`.
    func read(_ url: String) async throws -> SourceText
}

/// Readable text of one page: paragraphs parted by blank lines, no markup.
public struct SourceText: Sendable, Hashable {
    public let url: String
    public let title: String
    public let text: String

    public init(url: String, title: String, text: String) {
        self.url = url
        self.title = title
        self.text = text
    }
}
