/// Finds the part of a page that is its text.
struct MainPart {
    /// The share of a part's prose that one of its children must hold, so that the rest is left out.
    private static let share = 0.8
    /// Never entered: their children belong together.
    private static let whole: Set<String> = ["p", "pre", "ul", "ol", "dl", "li", "blockquote", "h1", "h2"]

    /// In the order of the page: the part itself, and what leads to it.
    let indices: [Int]

    init(_ tree: HTMLTree, _ clutter: PageClutter) {
        var path = [0]
        while let at = path.last, let next = Self.heaviest(at, tree, clutter) { path.append(next) }
        let marked = path.last { Self.isMarked(tree.nodes[$0].tag) }
        let part = marked ?? path.last ?? 0
        let leading = marked == nil && part > 0 ? Self.leading(part, tree, clutter) : []
        indices = leading + [part]
    }

    private static func heaviest(_ index: Int, _ tree: HTMLTree, _ clutter: PageClutter) -> Int? {
        let name = tree.nodes[index].name
        if whole.contains(name) || (name == "table" && !TableReader.isLayout(index, tree, clutter)) { return nil }
        let wanted = share * Double(clutter.facts[index].prose)
        guard wanted > 0 else { return nil }
        return tree.children(of: index).first {
            !clutter.isLeftOut[$0] && tree.nodes[$0].tag != nil && Double(clutter.facts[$0].prose) >= wanted
                && clutter.facts[$0].hasBlocks
        }
    }

    private static func isMarked(_ tag: HTMLTag?) -> Bool {
        guard let tag else { return false }
        return tag.name == "article" || tag.name == "main" || tag.role == "main" || tag.role == "article"
            || tag.attributes["itemprop"] == "articleBody"
    }

    /// Headings and paragraphs that stand right before a part that nothing marks.
    private static func leading(_ part: Int, _ tree: HTMLTree, _ clutter: PageClutter) -> [Int] {
        tree.children(of: tree.nodes[part].parent).prefix { $0 < part }.filter { index in
            guard !clutter.isLeftOut[index], tree.nodes[index].tag != nil else { return false }
            let facts = clutter.facts[index]
            let isHeading = HTMLBlocks.headingLevel(tree.nodes[index].name).map { $0 <= 2 } == true
            return facts.hasTitle || isHeading || (facts.prose >= 80 && facts.linkDensity < 0.25)
        }
    }
}
