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
    /// What is kept beside the text; nil in records that are older than it.
    public let evidence: Evidence?

    /// What shows later that a page said what is cited.
    public struct Evidence: Sendable, Hashable, Codable {
        public let readTime: Timestamp
        /// Where the text was in the end, after all redirects.
        public let finalURL: String
        /// Absolute path of the text as Markdown, if it was a page of the web.
        public let markdown: String?
        /// Absolute path of a picture of its first screen or page (PNG), if there is one, and the picture's SHA-256.
        public let screenshot: String?
        public let screenshotSHA256: String?

        public init(
            readTime: Timestamp, finalURL: String, markdown: String?, screenshot: String?, screenshotSHA256: String?
        ) {
            self.readTime = readTime
            self.finalURL = finalURL
            self.markdown = markdown
            self.screenshot = screenshot
            self.screenshotSHA256 = screenshotSHA256
        }

        enum CodingKeys: String, CodingKey {
            case markdown, screenshot
            case readTime = "read_time"
            case finalURL = "final_url"
            case screenshotSHA256 = "screenshot_sha256"
        }
    }

    /// Absolute paths of all that is kept of it.
    public var artifacts: [String] { [artifact] + [evidence?.markdown, evidence?.screenshot].compactMap(\.self) }

    public init(_ result: SearchResult, sha256: String, artifact: String, evidence: Evidence? = nil) {
        sourceID = result.sourceID
        title = result.title
        url = result.url
        snippet = result.snippet
        retrievalTime = result.retrievalTime
        timestamp = result.timestamp
        self.sha256 = sha256
        self.artifact = artifact
        self.evidence = evidence
    }

    enum CodingKeys: String, CodingKey {
        case sourceID = "source_id"
        case title, url, snippet, timestamp, sha256, artifact, evidence
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
