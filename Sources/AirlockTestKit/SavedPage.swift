import Foundation

/// A page of `Tests/Fixtures/pages` with what must and what must not be in its Markdown.
public struct SavedPage: Sendable, CustomStringConvertible {
    public enum Check: Sendable {
        /// Somewhere in the text.
        case holds(String)
        /// A line of its own.
        case hasLine(String)
        case lacks(String)
    }

    /// Where it is said to be from.
    public static let url = "https://example.org/2025/page"

    public let name: String
    public let html: [UInt8]
    public let checks: [Check]

    public var description: String { name }
    /// Whether it is empty until a browser has run it.
    public var needsBrowser: Bool { name == "script" }

    public static let all: [SavedPage] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Tests/Fixtures/pages")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.sorted().compactMap { name in
            let folder = root.appendingPathComponent(name)
            guard let html = FileManager.default.contents(atPath: folder.appendingPathComponent("page.html").path),
                let list = FileManager.default.contents(atPath: folder.appendingPathComponent("expected.txt").path)
            else { return nil }
            let lines = String(decoding: list, as: UTF8.self).split(separator: "\n")
            return SavedPage(name: name, html: Array(html), checks: lines.compactMap(check))
        }
    }()

    private static func check(_ line: Substring) -> Check? {
        let text = String(line.dropFirst(2))
        switch line.prefix(2) {
        case "+ ": return .holds(text)
        case "= ": return .hasLine(text)
        case "- ": return .lacks(text)
        default: return nil
        }
    }

    /// Those that the text fails.
    public func failures(of markdown: String) -> [String] {
        let lines = Set(markdown.split(separator: "\n").map(String.init))
        return checks.compactMap { check in
            switch check {
            case .holds(let text): markdown.contains(text) ? nil : "lacks: \(text)"
            case .hasLine(let text): lines.contains(text) ? nil : "lacks the line: \(text)"
            case .lacks(let text): markdown.contains(text) ? "holds: \(text)" : nil
            }
        }
    }
}
