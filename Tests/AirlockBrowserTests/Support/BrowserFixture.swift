import AirlockBrowser
import AirlockCore
import AirlockNet
import AirlockSandbox
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A real browser in a real sandbox behind the real way out, and a site on loopback that it may read as `site.test`.
struct BrowserFixture: Sendable {
    let browser: WebBrowser
    let site: TestSite
    let launcher: SandboxLauncher
    /// What its way out was asked for: `host:port`, with `!` before what it refused.
    let attempts: Seen

    static var isPossible: Bool { (try? BrowserProgram.find(nil)) != nil }
    static var readsPictures: Bool {
        let trained = "/usr/share/tesseract-ocr/5/tessdata/rus.traineddata"
        return isPossible && FileManager.default.fileExists(atPath: trained)
    }

    /// Of `site.test`, without a path.
    var origin: String { "http://site.test:\(site.port)" }

    func address(_ path: String) throws -> WebAddress { try WebAddress(origin + path) }

    static func run(
        limits: PageLimits = .standard, names: [String: [String]] = [:],
        site plan: TestSite.Plan,
        _ work: (BrowserFixture) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let site = try await TestSite(on: group, plan.answer)
        let hosts = try EgressLease(["site.test:\(site.port)"])
        let attempts = Seen()
        var ways = EgressLimits.standard
        ways.connectTime = .seconds(2)
        let proxy = EgressProxy(
            group: group, resolver: NamedHosts(names.merging(["site.test": ["127.0.0.1"]]) { $1 }),
            privateHosts: hosts, limits: ways
        ) { attempts.add("\($0.isAllowed ? "" : "!")\($0.host):\($0.port)") }
        guard let runtime = try RuntimeChoice("bubblewrap", virtualMachine: nil).candidates().first else { return }
        let launcher = SandboxLauncher(temporaryBytes: 256 << 20, runtime: runtime, egress: proxy)
        let lease = try EgressLease.openWeb(and: ["site.test:\(site.port)", "moving.test:\(site.port)"])
        let browser = WebBrowser(try .find(nil), launcher: launcher, egress: lease, limits: limits)
        let result: Result<Void, any Error>
        do {
            try await work(BrowserFixture(browser: browser, site: site, launcher: launcher, attempts: attempts))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await browser.stop()
        await site.close()
        try await group.shutdownGracefully()
        try result.get()
    }
}

/// Knows the names it was told; one answer for each time it is asked, of which the last stays.
private final class NamedHosts: HostResolver {
    private let answers: Mutex<[String: [String]]>

    init(_ answers: [String: [String]]) { self.answers = Mutex(answers) }

    func addresses(of host: HostName, port: Int) async throws -> [SocketAddress] {
        let answer: String? = answers.withLock {
            guard let first = $0[host.text]?.first else { return nil }
            if ($0[host.text]?.count ?? 0) > 1 { $0[host.text]?.removeFirst() }
            return first
        }
        guard let answer else { throw AirlockError(.backendFailed, "\(host) has no address") }
        return [try SocketAddress(ipAddress: answer, port: port)]
    }
}
