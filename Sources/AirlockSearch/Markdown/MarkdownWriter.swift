/// Writes blocks as Markdown (CommonMark 0.31 with the tables of GitHub's). What a page says can't become markup.
enum MarkdownWriter {
    static func text(_ blocks: [PageBlock]) -> String { lines(blocks).joined(separator: "\n") + "\n" }

    private static func lines(_ blocks: [PageBlock]) -> [String] {
        var lines: [String] = []
        for block in blocks {
            if !lines.isEmpty { lines.append("") }
            lines += Self.lines(block)
        }
        return lines
    }

    private static func lines(_ block: PageBlock) -> [String] {
        switch block {
        case .heading(let level, let text):
            [String(repeating: "#", count: level) + " " + inline(text).replacing("\n", with: " ")]
        case .paragraph(let text): paragraph(text)
        case .code(let language, let text): code(language, text)
        case .quote(let inner): lines(inner).map { $0.isEmpty ? ">" : "> " + $0 }
        case .list(let start, let items): list(start, items)
        case .table(let rows): table(rows)
        case .rule: ["---"]
        }
    }

    private static func paragraph(_ text: [PageInline]) -> [String] {
        inline(text).split(separator: "\n", omittingEmptySubsequences: true).map { escapedStart(String($0)) }
    }

    private static func code(_ language: String, _ text: String) -> [String] {
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
        return [fence + language] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [
            fence
        ]
    }

    private static func list(_ start: Int?, _ items: [[PageBlock]]) -> [String] {
        // With blank lines between its items only if one of them holds more than a line and lists.
        let isLoose = items.contains { item in
            item.count { if case .list = $0 { false } else { true } } > 1
        }
        var out: [String] = []
        for (number, item) in items.enumerated() {
            let mark = start.map { "\($0 + number). " } ?? "- "
            let indent = String(repeating: " ", count: mark.utf8.count)
            var inner: [String] = []
            for block in item {
                if isLoose, !inner.isEmpty { inner.append("") }
                inner += lines(block)
            }
            if isLoose, !out.isEmpty { out.append("") }
            out += inner.enumerated().map { $0 == 0 ? mark + $1 : $1.isEmpty ? "" : indent + $1 }
        }
        return out
    }

    private static func table(_ rows: [[[PageInline]]]) -> [String] {
        var out: [String] = []
        for row in rows {
            let cells = row.map { inline($0).replacing("\n", with: " ").replacing("|", with: "\\|") }
            out.append("| " + cells.joined(separator: " | ") + " |")
            if out.count == 1 { out.append("|" + String(repeating: " --- |", count: row.count)) }
        }
        return out
    }

    private static func inline(_ inlines: [PageInline]) -> String { inlines.map(inline).joined() }

    private static func inline(_ part: PageInline) -> String {
        switch part {
        case .text(let text): escaped(text)
        case .code(let text): codeSpan(text)
        case .strong(let inner): wrapped(inline(inner), in: "**")
        case .emphasis(let inner): wrapped(inline(inner), in: "*")
        case .link(let inner, let url): linked(inline(inner).replacing("\n", with: " "), to: url)
        case .lineBreak: "  \n"
        }
    }

    /// Marks may not touch white space on their inner side (CommonMark, 6.2).
    private static func wrapped(_ text: String, in mark: String) -> String {
        around(text) { mark + $0.replacing("\n", with: " ") + mark }
    }

    private static func linked(_ text: String, to url: String) -> String { around(text) { "[\($0)](\(url))" } }

    private static func around(_ text: String, _ make: (String) -> String) -> String {
        let head = text.prefix(while: \.isWhitespace)
        let body = text.trimmedSpace
        guard !body.isEmpty else { return text }
        return head + make(body) + text.reversed().prefix(while: \.isWhitespace).reversed()
    }

    private static func codeSpan(_ text: String) -> String {
        let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + space + text + space + fence
    }

    private static func longestRun(of mark: Character, in text: String) -> Int {
        var longest = 0
        var run = 0
        for character in text {
            run = character == mark ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// A low line inside a word means nothing (CommonMark, 6.2), so names of code stay as they are.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.marks.contains($0) }) else { return text }
        let characters = Array(text)
        var out = ""
        for (index, character) in characters.enumerated() {
            switch character {
            case "\\", "`", "*", "[", "]", "<", ">": out += "\\\(character)"
            case "_":
                let isInside =
                    index > 0 && index + 1 < characters.count && isWord(characters[index - 1])
                    && isWord(characters[index + 1])
                out += isInside ? "_" : "\\_"
            case "&": out += index + 1 < characters.count && isWord(characters[index + 1], or: "#") ? "\\&" : "&"
            default: out.append(character)
            }
        }
        return out
    }

    private static let marks = Set("\\`*[]<>_&".utf8)

    private static func isWord(_ character: Character, or other: Character? = nil) -> Bool {
        character.isLetter || character.isNumber || character == other || character == "_"
    }

    /// What would begin a heading, a list, a rule or a table.
    private static func escapedStart(_ line: String) -> String {
        if let first = line.first, "#+-=|~".contains(first) { return "\\" + line }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line.dropFirst(digits.count)
        if (1...9).contains(digits.count), rest.hasPrefix(". ") || rest.hasPrefix(") ") { return digits + "\\" + rest }
        return line
    }
}
