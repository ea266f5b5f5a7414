import AirlockCore
import AirlockTestKit
import AsyncHTTPClient
import Foundation
import Testing

@testable import AirlockNet

/// Debian's searx itself, whose one engine is a server of the test's. Needs `searx`.
@Suite(.enabled(if: RealSearx.isInstalled, "needs searx")) struct RealSearxTests {
    private static let hits: [JSONValue] = [
        ["url": "https://example.org/hooks", "title": "Git hooks", "text": "Programs that git runs."],
        ["url": "https://example.org/руководство", "title": "Хуки", "text": "Как их писать"],
    ]

    @Test func `a real searx answers JSON, and its results are read`() async throws {
        try await JSONServer.run { _, _ in
            (200, ["hits": .array(Self.hits)])
        } _: { engine, http in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("searx-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let port = Int.random(in: 20_000...29_999)
            let settings = folder.appendingPathComponent("settings.yml")
            try Data(Self.settings(port: port, engine: engine.url).utf8).write(to: settings)
            let searx = Process()
            searx.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            searx.arguments = ["-m", "searx.webapp"]
            searx.environment = ["PATH": "/usr/bin:/bin", "SEARX_SETTINGS_PATH": settings.path]
            searx.standardOutput = FileHandle.nullDevice
            searx.standardError = FileHandle.nullDevice
            try searx.run()
            // Foundation starts programs with all other signals blocked on such a thread.
            defer { kill(searx.processIdentifier, SIGKILL) }
            let search = try SearXNGSearch(
                url: "http://127.0.0.1:\(port)", http: http, world: .ticking(), redact: { $0 }, record: { _ in })
            let results = try await Self.untilItAnswers(search)
            #expect(results.map(\.title) == ["Git hooks", "Хуки"])
            #expect(results.first?.url == "https://example.org/hooks")
            #expect(results.first?.snippet == "Programs that git runs.")
            #expect(engine.requests.allSatisfy { $0.path == "/find?q=git%20hooks" || $0.path == "/find?q=git+hooks" })
            #expect(!engine.requests.isEmpty)
        }
    }

    /// It takes some seconds to start, and tells nobody when it has.
    private static func untilItAnswers(_ search: SearXNGSearch) async throws -> [SearchResult] {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do { return try await search.search("git hooks", limit: 5) } catch let error as AirlockError {
                guard error.message.contains("can't be reached"), ContinuousClock.now < end else { throw error }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private static func settings(port: Int, engine: String) -> String {
        """
        use_default_settings: false
        general: {debug: false, instance_name: "test"}
        search:
          {safe_search: 0, autocomplete: "", default_lang: "", ban_time_on_fail: 1, max_ban_time_on_fail: 1,
           formats: [html, json]}
        server:
          {port: \(port), bind_address: "127.0.0.1", secret_key: "only-for-a-test-only-for-a-test-", base_url: false,
           image_proxy: false, http_protocol_version: "1.0", method: "GET", default_http_headers: {}}
        ui:
          {static_path: /usr/share/python3-searx/static, templates_path: /usr/share/python3-searx/templates,
           default_theme: oscar, default_locale: "", theme_args: {oscar_style: logicodev}}
        outgoing:
          {request_timeout: 5.0, useragent_suffix: "", pool_connections: 4, pool_maxsize: 4, enable_http2: false}
        engines:
          - {name: test, engine: json_engine, shortcut: t, categories: general, search_url: "\(engine)/find?q={query}",
             results_query: hits, url_query: url, title_query: title, content_query: text, paging: false, enable_http: true}
        locales: {en: English}
        doi_resolvers: {"oadoi.org": "https://oadoi.org/"}
        default_doi_resolver: oadoi.org

        """
    }
}

private enum RealSearx {
    static let isInstalled =
        FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/searx/webapp.py")
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
}
