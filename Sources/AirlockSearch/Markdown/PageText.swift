public import AirlockCore

/// The main text of a web page: what it says, without navigation, banners, advertisements, comments and footers.
///
/// Made of the HTML that a browser gives, which is only data here: nothing of it is run or fetched. Pictures are left out,
/// so that showing the text asks nobody's server for anything.
public struct PageText: Sendable, Hashable {
    public let title: String
    /// With headings, links, lists, tables and code; begins with a heading of rank 1.
    public let markdown: String
    /// The same without markup: paragraphs parted by blank lines.
    public let text: String

    /// - Parameters:
    ///   - html: At most ``ReadableText/maximumBytes``.
    ///   - url: The page's own address, by which its links are made whole.
    ///   - pageTitle: What the browser says, if it does.
    /// - Throws: `.limitExceeded`.
    public init(html: [UInt8], url: String, title pageTitle: String = "") throws(AirlockError) {
        let tree = try HTMLTree(html)
        let clutter = PageClutter(tree)
        let reader = BlockReader(tree, clutter, base: PageAddress(url))
        let (name, site) = PageTitle.split(Self.readable(pageTitle.isEmpty ? Self.title(in: tree) : pageTitle))
        var blocks = reader.read(MainPart(tree, clutter).indices)
        let shown = Self.firstHeading(tree, clutter, reader, notNamed: site)
        Self.putTitle(shown ?? (name.isEmpty ? nil : [.text(name)]), on: &blocks)
        title = String((name.isEmpty ? (shown ?? []).map(\.plain).joined() : name).prefix(300))
        markdown = MarkdownWriter.text(blocks)
        text = PlainWriter.text(blocks)
        guard markdown.utf8.count <= Self.maximumBytes else {
            throw AirlockError(.limitExceeded, "a page whose text has more than \(Self.maximumBytes) bytes")
        }
    }

    /// Of the Markdown: markup repeats itself on each line, so it can be longer than the page.
    static let maximumBytes = 8 << 20

    /// As the first heading, of rank 1, unless there is one already.
    private static func putTitle(_ title: [PageInline]?, on blocks: inout [PageBlock]) {
        guard let title, !blocks.contains(where: { if case .heading(1, _) = $0 { true } else { false } }) else {
            return
        }
        let plain = title.map(\.plain).joined().lowercased()
        let same = blocks.prefix(5).firstIndex { block in
            if case .heading(_, let text) = block { text.map(\.plain).joined().lowercased() == plain } else { false }
        }
        if let same { blocks[same] = .heading(1, title) } else { blocks.insert(.heading(1, title), at: 0) }
    }

    /// The first heading of rank 1 that isn't the site's name.
    private static func firstHeading(
        _ tree: HTMLTree, _ clutter: PageClutter, _ reader: BlockReader, notNamed site: String
    ) -> [PageInline]? {
        for index in tree.nodes.indices where tree.nodes[index].name == "h1" && !clutter.isLeftOut[index] {
            guard case .heading(_, let text)? = reader.read([index]).first else { continue }
            if text.map(\.plain).joined().lowercased() != site.lowercased() || site.isEmpty { return text }
        }
        return nil
    }

    private static func title(in tree: HTMLTree) -> String {
        guard let index = tree.nodes.indices.first(where: { tree.nodes[$0].name == "title" }) else { return "" }
        return tree.children(of: index).compactMap { child -> String? in
            if case .text(let text) = tree.nodes[child].content { text } else { nil }
        }.joined()
    }

    /// One line, without what can't be seen.
    private static func readable(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.isSpace ? " " : $0 }.filter(InlineReader.isReadable)
        return String(String.UnicodeScalarView(scalars))
    }
}
