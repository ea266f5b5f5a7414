/// A search hit, with the specification's fields.
public struct SearchResult: Sendable, Hashable, Codable {
    public let title: String
    public let url: String
    public let snippet: String
    /// When the search was made.
    public let retrievalTime: Timestamp
    /// Stable for one URL: `src_` and the first 12 hex digits of the URL's SHA-256.
    public let sourceID: String
    /// When the document was last changed if that is known, else `retrievalTime`.
    public let timestamp: Timestamp

    public init(title: String, url: String, snippet: String, retrievalTime: Timestamp, timestamp: Timestamp?) {
        self.title = title
        self.url = url
        self.snippet = snippet
        self.retrievalTime = retrievalTime
        self.timestamp = timestamp ?? retrievalTime
        sourceID = "src_" + SHA256.hex(Array(url.utf8)).prefix(12)
    }

    enum CodingKeys: String, CodingKey {
        case title, url, snippet
        case retrievalTime = "retrieval_time"
        case sourceID = "source_id"
        case timestamp
    }
}

/// A page that was read and stored, so that quotes from it can be checked later.
public struct Source: Sendable, Hashable, Codable {
    public let sourceID: String
    public let title: String
    public let url: String
    public let snippet: String
    public let retrievalTime: Timestamp
    public let timestamp: Timestamp
    /// Of the stored text's UTF-8 bytes.
    public let sha256: String
    /// Absolute path of the stored text.
    public let artifact: String

    public init(_ result: SearchResult, sha256: String, artifact: String) {
        sourceID = result.sourceID
        title = result.title
        url = result.url
        snippet = result.snippet
        retrievalTime = result.retrievalTime
        timestamp = result.timestamp
        self.sha256 = sha256
        self.artifact = artifact
    }

    enum CodingKeys: String, CodingKey {
        case sourceID = "source_id"
        case title, url, snippet, timestamp, sha256, artifact
        case retrievalTime = "retrieval_time"
    }
}

/// One fact with the very words that carry it. `quote` is an exact substring of the source's stored text.
public struct Finding: Sendable, Hashable, Codable {
    public let claim: String
    public let sourceID: String
    public let quote: String

    public init(claim: String, sourceID: String, quote: String) {
        self.claim = claim
        self.sourceID = sourceID
        self.quote = quote
    }

    enum CodingKeys: String, CodingKey {
        case claim, quote
        case sourceID = "source_id"
    }
}
