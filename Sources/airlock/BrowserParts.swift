import AirlockBrowser
import AirlockCore
import AirlockNet
import AirlockSandbox
import AirlockSearch
import AirlockTools

/// The browser, what reads and searches by it, and its way out.
struct BrowserParts: Sendable {
    let browser: WebBrowser
    let reader: WebReader
    let search: WebSearch
    private let way: ProxyParts

    /// Nil if there is no browser: then only what is on this machine is searched.
    /// - Throws: `.unavailable` for a configured one that isn't there, `.invalidRequest` for a host.
    init?(_ settings: Configuration.Browser, runtime: SandboxRuntime, audit: any AuditLog, world: World) throws {
        let program: BrowserProgram
        do {
            program = try BrowserProgram.find(settings.program)
        } catch {
            guard settings.program == nil else { throw error }
            return nil
        }
        // Its way out knows names only.
        let hosts = settings.allowPrivateHosts.map { $0.replacing("127.0.0.1:", with: "localhost:") }
        let lease = try EgressLease.openWeb(and: hosts)
        way = ProxyParts(
            recordedAs: "browse", privateHosts: try EgressLease(hosts), limits: Self.limits, audit: audit, world: world)
        let launcher = SandboxLauncher(temporaryBytes: Composition.serviceBytes, runtime: runtime, egress: way.proxy)
        browser = WebBrowser(program, launcher: launcher, egress: lease)
        reader = WebReader(browser, pdf: PDFText(launcher: launcher)) { html, url, title in
            let page = try PageText(html: html, url: url, title: title)
            return WebReader.Extract(title: page.title, text: page.text, markdown: page.markdown)
        }
        search = WebSearch(browser, world: world)
    }

    /// Takes pictures of pages.
    var camera: Screenshot.Camera {
        { [browser] url, region in
            let page = try await browser.page(at: WebAddress(url), isPictured: true, region: region)
            guard let picture = page.screenshot else {
                throw AirlockError(.invalidRequest, "there is no picture of what isn't a page", hint: "read it instead")
            }
            let size = region.map { PixelSize(width: $0.width, height: $0.height) } ?? .page
            return Screenshot.Shot(png: picture, url: page.url, size: size)
        }
    }

    /// Of one life of the browser, which ends itself long before: see ``WebBrowser``.
    private static let limits: EgressLimits = {
        var limits = EgressLimits.standard
        limits.requests = 100_000
        limits.sessionBytes = 1 << 30
        return limits
    }()

    /// When no job is left.
    func close() async {
        await browser.stop()
        await way.close()
    }
}
