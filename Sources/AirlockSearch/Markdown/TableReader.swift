/// Reads tables of facts; a table that is there for the layout is none.
struct TableReader {
    static let maximumColumns = 40
    static let maximumRows = 5000
    /// Characters of a cell after which it is a column of a page.
    private static let longCell = 600
    private static let partsOfPages: Set<String> = [
        "table", "pre", "div", "h1", "h2", "h3", "h4", "hr", "form", "center", "blockquote", "article", "section",
    ]

    private let tree: HTMLTree
    private let clutter: PageClutter

    init(_ tree: HTMLTree, _ clutter: PageClutter) {
        self.tree = tree
        self.clutter = clutter
    }

    /// Whether its cells hold parts of a page and not facts.
    static func isLayout(_ table: Int, _ tree: HTMLTree, _ clutter: PageClutter) -> Bool {
        if let role = tree.nodes[table].tag?.role, role == "presentation" || role == "none" { return true }
        let rows = rows(of: table, tree)
        let cells = rows.map { row in tree.children(of: row).filter { isCell(tree.nodes[$0].name) } }
        if cells.allSatisfy({ $0.count <= 1 }) { return true }
        var heads = 0
        var parts = 0
        var long = 0
        for cell in cells.joined() {
            if tree.nodes[cell].name == "th" { heads += 1 }
            if clutter.facts[cell].text > longCell { long += 1 }
            if holdsPart(cell, tree) { parts += 1 }
        }
        if heads > 0, long == 0 { return false }
        return long > 0 || parts * 3 > cells.joined().count
    }

    private static func holdsPart(_ cell: Int, _ tree: HTMLTree) -> Bool {
        var pieces = tree.children(of: cell)
        var paragraphs = 0
        while let at = pieces.popLast() {
            let name = tree.nodes[at].name
            paragraphs += name == "p" ? 1 : 0
            if paragraphs > 1 || partsOfPages.contains(name) { return true }
            pieces += tree.children(of: at)
        }
        return false
    }

    private static func isCell(_ name: String) -> Bool { name == "td" || name == "th" }

    private static func rows(of table: Int, _ tree: HTMLTree) -> [Int] {
        tree.children(of: table).flatMap { child -> [Int] in
            switch tree.nodes[child].name {
            case "tr": [child]
            case "thead", "tbody", "tfoot": tree.children(of: child).filter { tree.nodes[$0].name == "tr" }
            default: []
            }
        }
    }

    /// The caption as a paragraph, if there is one, and the table.
    func rows(of table: Int, reading inlines: ([Int]) -> [PageInline]) -> [PageBlock] {
        var rows: [[[PageInline]]] = []
        for row in Self.rows(of: table, tree).prefix(Self.maximumRows) where !clutter.isLeftOut[row] {
            var cells: [[PageInline]] = []
            for cell in tree.children(of: row) where Self.isCell(tree.nodes[cell].name) && !clutter.isLeftOut[cell] {
                cells.append(inlines(tree.children(of: cell)).map { $0 == .lineBreak ? .text(" ") : $0 })
                let span = tree.nodes[cell].tag?.attributes["colspan"].flatMap { Int($0) } ?? 1
                for _ in 1..<max(1, min(span, Self.maximumColumns)) where cells.count < Self.maximumColumns {
                    cells.append([])
                }
                if cells.count >= Self.maximumColumns { break }
            }
            if cells.contains(where: { !$0.isEmpty }) { rows.append(Array(cells.prefix(Self.maximumColumns))) }
        }
        let caption = tree.children(of: table).first { tree.nodes[$0].name == "caption" && !clutter.isLeftOut[$0] }
        let title = caption.map { inlines(tree.children(of: $0)) } ?? []
        let width = rows.map(\.count).max() ?? 0
        guard width > 0 else { return [] }
        let even = rows.map { $0 + Array(repeating: [], count: width - $0.count) }
        return (title.isEmpty ? [] : [.paragraph([.emphasis(title)])]) + [.table(even)]
    }
}
