import AirlockCore
import Foundation

/// A search engine whose page of results is read as a person sees it.
public struct ResultsPage: Sendable, Hashable {
    /// As reports call it.
    let name: String
    /// What the query is appended to.
    let address: String
    /// Selectors of one result, and in it of its link and snippet (CSS).
    let item: String
    let link: String
    let snippet: String

    static let all = [
        ResultsPage(
            name: "duckduckgo", address: "https://html.duckduckgo.com/html/?q=", item: ".result:not(.result--ad)",
            link: "a.result__a", snippet: ".result__snippet"),
        ResultsPage(
            name: "bing", address: "https://www.bing.com/search?q=", item: "li.b_algo", link: "h2 a",
            snippet: ".b_caption p, p"),
    ]

    /// One hit: title, address and snippet, foreign text all of them.
    struct Hit: Sendable, Hashable {
        let title: String
        let url: String
        let snippet: String
    }

    /// JSON of all hits, by the names of ``Hit``'s fields.
    var expression: String {
        """
        JSON.stringify([...document.querySelectorAll('\(item)')].slice(0, 50).flatMap(item => {
          const link = item.querySelector('\(link)');
          return link ? [{
            title: link.textContent.slice(0, 500), url: link.href.slice(0, 4000),
            snippet: (item.querySelector('\(snippet)')?.textContent ?? '').slice(0, 1000),
          }] : [];
        }))
        """
    }

    func url(of query: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return address + query.utf8.map { plain.contains($0) ? String(UnicodeScalar($0)) : Self.escape($0) }.joined()
    }

    private static func escape(_ byte: UInt8) -> String {
        let hex = String(byte, radix: 16, uppercase: true)
        return "%" + (hex.utf8.count < 2 ? "0" : "") + hex
    }

    /// What a page gave for ``expression``; hits whose address isn't one of the web are left out, and each is named once.
    static func hits(_ json: String) throws(AirlockError) -> [Hit] {
        let found = try JSONValue(parsing: json).array ?? []
        var seen: Set<String> = []
        return found.compactMap { item in
            guard let raw = item["url"]?.string, let address = try? WebAddress(target(of: raw)),
                seen.insert(address.text).inserted
            else { return nil }
            return Hit(
                title: oneLine(item["title"]?.string), url: address.text, snippet: oneLine(item["snippet"]?.string))
        }
    }

    /// Search engines wrap the address in one of theirs, to count who follows it.
    static func target(of url: String) -> String {
        guard let question = url.firstIndex(of: "?"), let address = try? WebAddress(url) else { return url }
        let items = url[url.index(after: question)...].split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1).map(String.init)
        }
        func value(_ name: String) -> String? {
            items.first { $0.count == 2 && $0[0] == name }?[1].removingPercentEncoding
        }
        if address.host.hasSuffix("duckduckgo.com"), address.path.hasPrefix("/l/"), let inner = value("uddg") {
            return inner
        }
        if address.host.hasSuffix("bing.com"), address.path.hasPrefix("/ck/"), let inner = value("u"),
            inner.hasPrefix("a1")
        {
            let plain = String(inner.dropFirst(2)).replacing("-", with: "+").replacing("_", with: "/")
            let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
            if let bytes = Data(base64Encoded: padded) { return String(decoding: bytes, as: UTF8.self) }
        }
        return url
    }

    private static func oneLine(_ text: String?) -> String {
        (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
