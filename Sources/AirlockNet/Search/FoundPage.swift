import AirlockCore
import Foundation

/// What an engine's JSON says of one page, foreign text all of it, made fit to be shown.
enum FoundPage {
    private static let longestAddress = 4096
    /// Characters.
    private static let longestTitle = 300
    private static let longestSnippet = 240

    /// Best first, each address once; what has no address of the web is left out.
    static func results(_ items: [JSONValue], limit: Int, now: Timestamp, snippet: String, date: String)
        -> [SearchResult]
    {
        var seen: Set<String> = []
        var results: [SearchResult] = []
        for item in items where results.count < limit {
            guard let url = item["url"]?.string, isOfWeb(url), seen.insert(url).inserted else { continue }
            let title = line(item["title"]?.string, limit: longestTitle)
            let time = item[date]?.string.flatMap(moment).map { min($0, now) }
            results.append(
                SearchResult(
                    title: title.isEmpty ? url : title, url: url,
                    snippet: line(item[snippet]?.string, limit: longestSnippet), retrievalTime: now, timestamp: time))
        }
        return results
    }

    private static func isOfWeb(_ url: String) -> Bool {
        let lower = url.prefix(8).lowercased()
        return (lower.hasPrefix("http://") || lower.hasPrefix("https://")) && url.utf8.count <= longestAddress
            && url.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f && $0 != "\\" }
    }

    /// Without the tags by which engines mark the words that were looked for.
    private static func line(_ text: String?, limit: Int) -> String {
        var plain = ""
        var isTag = false
        for character in (text ?? "").prefix(limit * 8) {
            if character == "<" {
                isTag = true
            } else if isTag {
                isTag = character != ">"
            } else {
                plain.append(character)
            }
        }
        for (name, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&"),
        ] {
            plain = plain.replacing(name, with: character)
        }
        let words = plain.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 } }
        return String(words.joined(separator: " ").prefix(limit))
    }

    /// With or without a time zone and fractions; without one it is read as UTC.
    private static func moment(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 40 else { return nil }
        for candidate in [text, text + "Z", text + "T00:00:00Z"] {
            if let date = try? Date.ISO8601FormatStyle().parse(candidate) { return Timestamp(date) }
            if let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(candidate) {
                return Timestamp(date)
            }
        }
        return nil
    }
}
