import AirlockCore
import Testing

@testable import AirlockTools

@Suite struct ResultMergeTests {
    private func list(_ urls: String..., snippet: String = "s") -> [SearchResult] {
        urls.map {
            SearchResult(
                title: $0, url: $0, snippet: snippet, retrievalTime: Timestamp(millisecondsSince1970: 0), timestamp: nil
            )
        }
    }

    @Test func `what two providers found comes first, then ranks, then the order of providers`() {
        let merged = ResultMerge.merge(
            [list("https://a", "https://b", "https://c"), list("https://x", "http://www.c/", "https://y")], limit: 5)
        #expect(merged.map(\.url) == ["https://c", "https://a", "https://x", "https://b", "https://y"])
    }

    @Test func `a page that one provider names twice counts once, and an empty snippet is filled`() {
        let merged = ResultMerge.merge(
            [list("https://a/1", "https://a/2", "https://a/1#x", snippet: ""), list("https://a/2", snippet: "found")],
            limit: 9)
        #expect(merged.map(\.url) == ["https://a/2", "https://a/1"])
        #expect(merged.map(\.snippet) == ["found", ""])
        #expect(ResultMerge.merge([], limit: 3).isEmpty)
    }

    @Test(arguments: [
        ("https://Example.org/a/", "http://www.example.org:80/a#part"),
        ("https://example.org/?b=2&a=1", "https://example.org:443?utm_source=x&a=1&fbclid=y&b=2"),
        ("https://example.org", "HTTPS://example.org///"),
    ])
    func `one page has one key`(one: String, other: String) {
        #expect(ResultAddress.key(one) == ResultAddress.key(other))
    }

    @Test(arguments: [
        ("https://example.org/a", "https://example.org/A"), ("https://example.org/?a=1", "https://example.org/?a=2"),
        ("https://example.org:8443/", "https://example.org/"), ("file:///a/", "file:///a"),
    ])
    func `two pages have two`(one: String, other: String) {
        #expect(ResultAddress.key(one) != ResultAddress.key(other))
    }
}
