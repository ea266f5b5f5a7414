/// A document as a person would read it aloud: paragraphs parted by blank lines, no markup, sentences whole.
public struct ReadableText: Sendable, Hashable {
    /// A heading and all up to the next one.
    public struct Section: Sendable, Hashable {
        /// What a URL's fragment calls it, if anything.
        public let anchor: String?
        public let heading: String
        /// 1…6; 0 for what stands before the first heading.
        public let level: Int
        /// With the heading as its first paragraph.
        public let text: String
    }

    /// Bytes of the longest document that is read.
    public static let maximumBytes = 4 * 1_048_576

    public let title: String
    /// The name of the site or book, if the title carried one.
    public let book: String
    public let sections: [Section]

    public var text: String { sections.map(\.text).joined(separator: "\n\n") }

    init(title: String, book: String, sections: [Section]) {
        self.title = title
        self.book = book
        self.sections = sections
    }

    init(title: String, book: String, blocks: [TextBlock]) {
        self.init(title: title, book: book, sections: Self.sections(of: blocks))
    }

    private static func sections(of blocks: [TextBlock]) -> [Section] {
        var sections: [Section] = []
        var start = 0
        for index in 1...max(1, blocks.count) where index >= blocks.count || blocks[index].level > 0 {
            guard start < blocks.count else { break }
            let first = blocks[start]
            sections.append(
                Section(
                    anchor: first.anchor, heading: first.level > 0 ? first.text : "", level: first.level,
                    text: TextBlock.join(blocks[start..<min(index, blocks.count)])))
            start = index
        }
        return sections
    }
}

/// One paragraph, heading, table row or piece of preformatted text.
struct TextBlock: Sendable, Hashable {
    var text: String
    /// 1…6 for a heading, else 0.
    var level = 0
    var anchor: String?
    var isRow = false

    static func join(_ blocks: ArraySlice<TextBlock>) -> String {
        var text = ""
        for index in blocks.indices {
            if index > blocks.startIndex { text += blocks[index].isRow && blocks[index - 1].isRow ? "\n" : "\n\n" }
            text += blocks[index].text
        }
        return text
    }
}
