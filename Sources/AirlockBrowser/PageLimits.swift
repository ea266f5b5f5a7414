/// How far one visit to a page may go.
public struct PageLimits: Sendable, Hashable {
    /// Until the page has loaded; what is there by then is read.
    public var loadTime: Duration
    /// For all of the visit.
    public var totalTime: Duration
    /// Bytes of all that the page loads.
    public var loadedBytes: Int
    /// Bytes of a document that isn't a page, e.g. a PDF; and characters of a page's HTML.
    public var documentBytes: Int
    /// Requests of the page, redirects included.
    public var requests: Int

    public init(loadTime: Duration, totalTime: Duration, loadedBytes: Int, documentBytes: Int, requests: Int) {
        self.loadTime = loadTime
        self.totalTime = totalTime
        self.loadedBytes = loadedBytes
        self.documentBytes = documentBytes
        self.requests = requests
    }

    public static let standard = PageLimits(
        loadTime: .seconds(15), totalTime: .seconds(40), loadedBytes: 32 << 20, documentBytes: 4 << 20, requests: 1000)
}
