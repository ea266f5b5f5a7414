/// Writes blocks as a person would read them aloud: paragraphs parted by blank lines, no markup, sentences whole.
enum PlainWriter {
    static func text(_ blocks: [PageBlock]) -> String { paragraphs(blocks).joined(separator: "\n\n") }

    private static func paragraphs(_ blocks: [PageBlock]) -> [String] { blocks.flatMap(paragraphs) }

    private static func paragraphs(_ block: PageBlock) -> [String] {
        switch block {
        case .heading(_, let text), .paragraph(let text): [plain(text)]
        case .code(_, let text): [text]
        case .quote(let inner): paragraphs(inner)
        case .list(let start, let items):
            items.enumerated().flatMap { number, item -> [String] in
                var inner = paragraphs(item)
                if let first = inner.first { inner[0] = (start.map { "\($0 + number). " } ?? "- ") + first }
                return inner
            }
        case .table(let rows):
            [
                rows.map { row in row.map { plain($0) }.filter { !$0.isEmpty }.joined(separator: " | ") }.joined(
                    separator: "\n")
            ]
        case .rule: []
        }
    }

    private static func plain(_ text: [PageInline]) -> String {
        text.map(\.plain).joined().split(separator: "\n").map(\.trimmedSpace).joined(separator: "\n")
    }
}
