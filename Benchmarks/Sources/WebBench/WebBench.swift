import AirlockBrowser
import AirlockCore
import AirlockNet
import AirlockSandbox
import AirlockSearch
import AirlockStore
import Foundation
import NIOCore
import NIOPosix

/// Measures reading the web and searching this machine. Called by `scripts/bench tools`; prints a JSON line a case.
@main
struct WebBench {
    static func main() async throws {
        let folder = NSTemporaryDirectory() + "airlock-webbench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        if ProcessInfo.processInfo.arguments.contains("--screen") { return try await screen(folder) }
        try await FileCases(folder: folder).run()
        if ProcessInfo.processInfo.arguments.contains("--files-only") { return }
        try await IndexCases(folder: folder).run()
        extraction()
        try await screen(folder)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let site = try await BenchSite(on: group, page: Array(Self.page.utf8))
        let hosts = try EgressLease(["localhost:\(site.port)"])
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let proxy = EgressProxy(
            group: group, resolver: SystemResolver(threads: threads), privateHosts: hosts, limits: .standard,
            onAttempt: { _ in })
        guard let runtime = try RuntimeChoice("bubblewrap", virtualMachine: nil).candidates().first else { return }
        let launcher = SandboxLauncher(temporaryBytes: 256 << 20, runtime: runtime, egress: proxy)
        let browser = WebBrowser(try .find(nil), launcher: launcher, egress: hosts)
        try await PageCases(
            browser: browser, address: WebAddress("http://localhost:\(site.port)/"),
            artifacts: FolderArtifactStore(StateFolder(folder + "/state", minimumFreeBytes: 0), maximumBytes: 64 << 20)
        ).run()
        await browser.stop()
        try await site.close()
        try await threads.shutdownGracefully()
        try await group.shutdownGracefully()
    }

    /// The desktop, and reading it.
    private static func screen(_ folder: String) async throws {
        guard let runtime = try RuntimeChoice("bubblewrap", virtualMachine: nil).candidates().first else { return }
        let launcher = SandboxLauncher(temporaryBytes: 256 << 20, runtime: runtime)
        try await ScreenCases(launcher: launcher, runtime: runtime, folder: folder).run()
    }

    /// The main text alone, without a browser.
    private static func extraction() {
        let html = Array(page.utf8)
        var times = Times()
        for _ in 0..<30 {
            times.measure { _ = try? PageText(html: html, url: "http://localhost/", title: "") }
        }
        times.print("main text of a page", ["bytes": .integer(Int64(html.count))])
    }

    /// About 200 KB of an article with links, lists, code and tables, between navigation and comments.
    static let page: String = {
        let words =
            "the cable under the harbour bridge was replaced by engineers who found corrosion in places that nobody saw"
            .split(separator: " ")
        var html =
            "<!doctype html><title>A long page</title><nav><a href=/a>A</a><a href=/b>B</a><a href=/c>C</a></nav><main><h1>A long page</h1>"
        for section in 0..<60 {
            html += "<h2>Part \(section)</h2>"
            for paragraph in 0..<6 {
                let text = (0..<60).map { words[($0 * 7 + paragraph * 3 + section) % words.count] }.joined(
                    separator: " ")
                html +=
                    "<p>\(text), as <a href='/part/\(section)'>part \(section)</a> says with <code>code_\(paragraph)</code>.</p>"
            }
            html +=
                "<ul><li>one of \(section)</li><li>another</li></ul><pre><code>let x = \(section)\nprint(x)</code></pre>"
            html += "<table><tr><th>Name<th>Value</tr><tr><td>\(section)</td><td>\(section * 17)</td></tr></table>"
        }
        html +=
            "</main><section class=comments><h3>Comments</h3><p>Something that somebody wrote about it.</p></section>"
        return html
    }()
}
