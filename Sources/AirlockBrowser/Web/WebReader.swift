public import AirlockCore

/// Reads pages and PDFs of the web as text, as far as their site's `robots.txt` lets programs.
public actor WebReader: SourceReader {
    /// What a page says, without what stands around it.
    public struct Extract: Sendable {
        public let title: String
        public let text: String
        public let markdown: String?

        public init(title: String, text: String, markdown: String?) {
            self.title = title
            self.text = text
            self.markdown = markdown
        }
    }

    /// Takes that out of a page's HTML, which is data: it is neither run nor asked for anything.
    public typealias Extraction = @Sendable (_ html: [UInt8], _ url: String, _ title: String) throws -> Extract

    /// Our product token for `robots.txt` (RFC 9309, 2.2.1).
    private static let agent = "Airlock"
    /// Sites whose rules are remembered, all forgotten when there are more.
    private static let maximumSites = 500

    private let browser: WebBrowser
    private let pdf: PDFText
    private let extract: Extraction
    private var rules: [String: RobotsRules] = [:]

    public init(_ browser: WebBrowser, pdf: PDFText, extract: @escaping Extraction) {
        self.browser = browser
        self.pdf = pdf
        self.extract = extract
    }

    public func read(_ url: String) async throws -> SourceText {
        guard url.lowercased().hasPrefix("http://") || url.lowercased().hasPrefix("https://") else {
            throw AirlockError(.notFound, "\(url.prefix(300)) is not an address of the web")
        }
        let address = try WebAddress(url)
        try await checkRobots(address)
        let page = try await browser.page(at: address, isPictured: true)
        // A redirect to another site asks that site's rules too; what it sent until then is thrown away.
        let final = try WebAddress(page.url)
        if final.origin != address.origin { try await checkRobots(final) }
        guard (200..<300).contains(page.status) else {
            throw AirlockError(page.status == 404 ? .notFound : .backendFailed, "\(final.host) answered \(page.status)")
        }
        switch page.content {
        case .html(let html):
            let found = try extract(Array(html.utf8), final.text, page.title)
            return SourceText(
                url: final.text, title: found.title.isEmpty ? page.title : found.title, text: found.text,
                markdown: found.markdown, picture: page.screenshot)
        case .pdf(let bytes):
            let text = try await pdf.text(of: bytes)
            return SourceText(
                url: final.text, title: String(text.prefix { !$0.isNewline }.prefix(200)), text: text,
                picture: try await pdf.picture(of: bytes))
        case .raw:
            throw AirlockError(.backendFailed, "the browser gave something else than a page")
        }
    }

    private func checkRobots(_ address: WebAddress) async throws {
        guard try await robots(of: address).allows(address.path) else {
            throw AirlockError(
                .denied, "\(address.origin)/robots.txt asks programs not to read \(address.path.prefix(200))")
        }
    }

    private func robots(of address: WebAddress) async throws -> RobotsRules {
        if let known = rules[address.origin] { return known }
        let found: RobotsRules
        do {
            let answer = try await browser.document(at: WebAddress(address.origin + "/robots.txt"))
            found = Self.rules(answer)
        } catch let error as AirlockError where error.code == .limitExceeded {
            // Longer than any that a person wrote: what it would say is not known.
            found = .everything
        }
        if rules.count >= Self.maximumSites { rules = [:] }
        rules[address.origin] = found
        return found
    }

    /// RFC 9309, 2.3.1: without rules all may be read; while the server fails, nothing.
    private static func rules(_ answer: CapturedPage) -> RobotsRules {
        guard answer.status < 500 else { return .everything }
        guard (200..<300).contains(answer.status), case .raw(let bytes) = answer.content else { return .none }
        return RobotsRules(String(decoding: bytes.prefix(RobotsRules.maximumBytes), as: UTF8.self), agent: agent)
    }
}
