import AirlockCore
import Foundation
import Testing

@testable import AirlockBrowser

@Suite struct ResultsPageTests {
    @Test func `a search engine's own address is taken off`() {
        let duck = "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc&rut=1"
        #expect(ResultsPage.target(of: duck) == "https://example.org/a?b=c")
        let inner = Data("https://example.org/ж?x".utf8).base64EncodedString().replacing("=", with: "")
        #expect(
            ResultsPage.target(of: "https://www.bing.com/ck/a?!&&p=1&u=a1\(inner)&ntb=1") == "https://example.org/ж?x")
        #expect(ResultsPage.target(of: "https://example.org/l/?uddg=x") == "https://example.org/l/?uddg=x")
    }

    @Test func `hits that lead elsewhere than to the web are left out, and each is named once`() throws {
        let json = """
            [{"title": " A\\n b ", "url": "https://example.org/1#x", "snippet": "s"},
             {"title": "again", "url": "https://example.org/1", "snippet": ""},
             {"title": "x", "url": "javascript:alert(1)", "snippet": ""}, {"title": "y"}]
            """
        #expect(try ResultsPage.hits(json) == [.init(title: "A b", url: "https://example.org/1", snippet: "s")])
    }

    @Test func `a query is escaped`() {
        #expect(ResultsPage.all[0].url(of: "a&b ж").hasSuffix("?q=a%26b%20%D0%B6"))
    }
}

@Suite struct WebAddressTests {
    @Test(arguments: ["file:///etc/passwd", "javascript:alert(1)", "ftp://x/", "chrome://version"])
    func `another scheme is denied`(_ url: String) {
        let error = #expect(throws: AirlockError.self) { try WebAddress(url) }
        #expect(error?.code == .denied)
    }

    @Test(arguments: ["http://a@b/", "http:///x", "http:x", "http://a\\b/", "http://a b/", "x"])
    func `what two programs could read in two ways is refused`(_ url: String) {
        let error = #expect(throws: AirlockError.self) { try WebAddress(url) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `an address is taken apart`() throws {
        let address = try WebAddress("HTTPS://Example.org:8443/a?b#c")
        #expect(address.text == "https://example.org:8443/a?b")
        #expect(address.origin == "https://example.org:8443")
        #expect(address.path == "/a?b")
        #expect(try WebAddress("http://127.0.0.1:80?x").text == "http://localhost:80/?x")
    }
}

@Suite struct MessageSplitterTests {
    @Test func `messages are whole however they arrive, and one that is too long is left out`() {
        var splitter = MessageSplitter(maximumBytes: 4)
        #expect(splitter.take([1, 2]) == [])
        #expect(splitter.take([3, 0, 4, 0, 0, 5]) == [[1, 2, 3], [4]])
        #expect(splitter.take([5, 5, 5, 5]) == [])
        #expect(splitter.take([5, 0, 6, 0]) == [[6]])
    }
}
