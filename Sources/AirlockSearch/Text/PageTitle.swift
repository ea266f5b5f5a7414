/// Parts a page's title from the name of the site or book that stands behind it.
enum PageTitle {
    private static let separators = [" — ", " – ", " | ", " :: ", " · ", " » ", " - "]

    static func split(_ raw: String) -> (title: String, book: String) {
        let text = raw.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(300)
        for separator in separators {
            let parts = text.split(separator: separator)
            guard parts.count > 1, let first = parts.first, !first.isEmpty else { continue }
            let book = parts.dropFirst().joined(separator: separator)
            // A hyphen is also written inside titles: only what looks like a site's name is cut off after one.
            if separator == " - ", !namesABook(book) { continue }
            return (String(first), book)
        }
        return (String(text), "")
    }

    private static func namesABook(_ text: String) -> Bool {
        let text = text.lowercased()
        return ["documentation", "manual", "docs", "reference", "guide", "wiki", "handbook"].contains {
            text.contains($0)
        }
    }
}
