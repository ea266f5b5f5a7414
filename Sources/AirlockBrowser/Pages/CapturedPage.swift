/// What was found at an address.
public struct CapturedPage: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        /// The document as scripts left it.
        case html(String)
        /// A PDF, as it came.
        case pdf([UInt8])
        /// What the server sent, for whoever asked for that and no page.
        case raw([UInt8])
    }

    /// After all redirects.
    public let url: String
    /// HTTP's.
    public let status: Int
    public let title: String
    public let content: Content
    /// PNG of its first screen, if it was asked for.
    public let screenshot: [UInt8]?
    /// Whether it had loaded when it was read.
    public let isComplete: Bool
    /// Bytes that it loaded.
    public let loadedBytes: Int
    /// From the question for it until it had loaded; what came before and after is ours.
    public let loadTime: Duration

    public init(
        url: String, status: Int, title: String, content: Content, screenshot: [UInt8]?, isComplete: Bool,
        loadedBytes: Int, loadTime: Duration
    ) {
        self.url = url
        self.status = status
        self.title = title
        self.content = content
        self.screenshot = screenshot
        self.isComplete = isComplete
        self.loadedBytes = loadedBytes
        self.loadTime = loadTime
    }
}
