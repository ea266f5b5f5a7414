import AirlockCore
import AirlockTestKit
import AsyncHTTPClient
import Foundation
import Testing

@testable import AirlockNet

@Suite struct SearchEnginesTests {
    private static let items: [JSONValue] = [
        [
            "title": "Git <strong>hooks</strong>", "url": "https://example.org/hooks",
            "content": "About &lt;hooks&gt;\n&amp; more",
            "description": "About &lt;hooks&gt; &amp; <strong>more</strong>", "publishedDate": "2024-02-03T04:05:06",
            "page_age": "2024-02-03T04:05:06",
        ],
        ["title": "bad", "url": "javascript:alert(1)", "content": "x", "description": "x"],
        ["title": "again", "url": "https://example.org/hooks", "content": "x", "description": "x"],
        ["title": "", "url": "https://example.org/second", "content": "y", "description": "y", "publishedDate": .null],
    ]

    private func searxng(
        _ server: JSONServer, _ http: HTTPClient,
        record: @escaping @Sendable (SearchDeparture) async throws -> Void = { _ in }
    ) throws -> SearXNGSearch {
        try SearXNGSearch(
            url: server.url + "/", http: http, world: .ticking(),
            redact: { $0.replacing("s3cret", with: "[redacted]") },
            record: record)
    }

    private func brave(_ server: JSONServer, _ http: HTTPClient, key: String?) -> BraveSearch {
        BraveSearch(
            at: server.url + "/res/v1/web/search", key: { key }, http: http, world: .ticking(), redact: { $0 },
            record: { _ in })
    }

    @Test func `both keep what a search provider promises`() async throws {
        try await JSONServer.run { _, _ in
            (200, ["results": .array(Self.items), "web": ["results": .array(Self.items)]])
        } _: {
            server, http in
            try await SearchProviderConformance(searxng(server, http), knownQuery: "git hooks").checkAll()
            try await SearchProviderConformance(brave(server, http, key: "k"), knownQuery: "git hooks").checkAll()
        }
    }

    @Test func `SearXNG is asked for JSON, and what it says is made plain text`() async throws {
        try await JSONServer.run { _, _ in
            (200, ["results": .array(Self.items)])
        } _: { server, http in
            let told = Told<SearchDeparture>()
            let search = try searxng(server, http) { told.add($0) }
            let results = try await search.search("git & хук s3cret", limit: 5)
            #expect(results.map(\.url) == ["https://example.org/hooks", "https://example.org/second"])
            #expect(results.first?.title == "Git hooks")
            #expect(results.first?.snippet == "About <hooks> & more")
            #expect(results.first?.timestamp.description == "2024-02-03T04:05:06.000Z")
            #expect(results.last?.title == "https://example.org/second")
            #expect(
                server.requests.first?.path == "/search?q=git%20%26%20%D1%85%D1%83%D0%BA%20%5Bredacted%5D&format=json")
            #expect(told.all.map(\.query) == ["git & хук [redacted]"])
            #expect(told.all.first?.host == String(server.url.dropFirst("http://".count)))
        }
    }

    @Test func `Brave gets its key in a header, and no error tells it`() async throws {
        let answer: JSONServer.Answer = { request, _ in
            request.path.contains("q=no") ? (401, ["error": "bad key k3y"]) : (200, [:])
        }
        try await JSONServer.run(answer) { server, http in
            let search = brave(server, http, key: "k3y")
            let none = try await search.search("git", limit: 50)
            #expect(none.isEmpty)
            #expect(server.requests.first?.headers.lowercased().contains("x-subscription-token: k3y") == true)
            #expect(server.requests.first?.path.hasSuffix("?q=git&count=20") == true)
            let error = await #expect(throws: AirlockError.self) { try await search.search("no", limit: 3) }
            #expect(error?.code == .backendFailed)
            #expect("\(String(describing: error))".contains("k3y") == false)
            let keyless = await #expect(throws: AirlockError.self) {
                try await brave(server, http, key: nil).search("git", limit: 3)
            }
            #expect(keyless?.code == .unavailable)
        }
    }

    @Test func `nothing is sent that can't be recorded`() async throws {
        try await JSONServer.run { _, _ in
            (200, ["results": []])
        } _: { server, http in
            let search = try searxng(server, http) { _ in throw AirlockError(.backendFailed, "the disk is full") }
            let error = await #expect(throws: AirlockError.self) { try await search.search("git", limit: 3) }
            #expect(error?.message == "the disk is full")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `an engine that fails, redirects, sends no JSON or too much of it is an error`() async throws {
        try await JSONServer.run { _, number in
            switch number {
            case 1: (500, [:])
            case 2: (302, [:])
            case 3: (200, "text")
            default: (200, .string(String(repeating: "x", count: 3 << 20)))
            }
        } _: { server, http in
            for expected in [AirlockError.Code.backendFailed, .backendFailed, .backendFailed, .limitExceeded] {
                let error = await #expect(throws: AirlockError.self) {
                    try await searxng(server, http).search("git", limit: 3)
                }
                #expect(error?.code == expected)
            }
        }
    }

    @Test(arguments: ["http://search.example.org", "ftp://x", "https://a/?x", "https://user@a/", ""])
    func `SearXNG elsewhere is asked over TLS only`(url: String) async throws {
        try await JSONServer.run { _, _ in
            (200, [:])
        } _: { _, http in
            let error = #expect(throws: AirlockError.self) {
                try SearXNGSearch(url: url, http: http, world: .ticking(), redact: { $0 }, record: { _ in })
            }
            #expect(error?.code == .invalidRequest)
        }
    }
}
