/// Finds documents. New kinds of search conform to this and pass its conformance suite.
public protocol SearchProvider: Sendable {
    /// As configured, e.g. `local`; named in every answer.
    var name: String { get }

    /// Best first, at most `limit`, each URL once. An empty answer is an answer.
    /// - Throws: `.invalidRequest` for an empty query, `.unavailable`, `.backendFailed`.
    func search(_ query: String, limit: Int) async throws -> [SearchResult]
}

extension SearchProvider {
    /// - Throws: `.invalidRequest` for a query without a word.
    public static func check(_ query: String) throws(AirlockError) {
        guard query.contains(where: { !$0.isWhitespace }) else {
            throw AirlockError(.invalidRequest, "an empty query", hint: "say what to look for")
        }
    }
}

/// Reads what a search found, as plain text.
public protocol SourceReader: Sendable {
    /// - Throws: `.notFound` for a URL that this reader doesn't have, `.backendFailed`, `.limitExceeded`.
    func read(_ url: String) async throws -> SourceText
}

/// Readable text of one page: paragraphs parted by blank lines, no markup.
public struct SourceText: Sendable, Hashable {
    /// Where it was found, after all redirects.
    public let url: String
    public let title: String
    public let text: String
    /// The same with headings, links, lists, tables and code, if the reader knows them.
    public let markdown: String?
    /// PNG of what a person would have seen, if the reader saw it.
    public let picture: [UInt8]?

    public init(url: String, title: String, text: String, markdown: String? = nil, picture: [UInt8]? = nil) {
        self.url = url
        self.title = title
        self.text = text
        self.markdown = markdown
        self.picture = picture
    }
}
