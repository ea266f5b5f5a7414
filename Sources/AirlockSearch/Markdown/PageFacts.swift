extension Unicode.Scalar {
    var isSpace: Bool { value < 0x80 ? value == 0x20 || (0x09...0x0d).contains(value) : properties.isWhitespace }
}

/// What is known of each part of a page: how much it says, and how much of that in links.
struct PageFacts {
    struct Facts {
        /// Characters that aren't white space.
        var text = 0
        /// Those of them that are links.
        var linked = 0
        var links = 0
        /// Characters outside of links, in runs long enough to say something.
        var prose = 0
        var hasButton = false
        var hasBlocks = false
        var hasTitle = false
        var hasMain = false

        var linkDensity: Double { text == 0 ? 0 : Double(linked) / Double(text) }
    }

    /// Characters of a run that says something: more than a label.
    private static let shortestRun = 25

    private(set) var all: [Facts]

    subscript(_ index: Int) -> Facts { all[index] }

    /// - Parameter isLeftOut: Whose text doesn't count.
    init(_ tree: HTMLTree, leavingOut isLeftOut: [Bool]) {
        var all = [Facts](repeating: Facts(), count: tree.nodes.count)
        var runs = [Int](repeating: 0, count: tree.nodes.count)
        var isInLink = [Bool](repeating: false, count: tree.nodes.count)
        var block = [Int](repeating: 0, count: tree.nodes.count)
        for index in tree.nodes.indices.dropFirst() {
            let node = tree.nodes[index]
            isInLink[index] = isInLink[node.parent] || (node.name == "a" && node.tag?.attributes["href"] != nil)
            block[index] = HTMLBlocks.names.contains(node.name) ? index : block[node.parent]
            guard case .text(let text) = node.content, !isLeftOut[index] else { continue }
            let count = text.unicodeScalars.count { !$0.isSpace }
            all[index].text = count
            if isInLink[index] { all[index].linked = count } else { runs[block[index]] += count }
        }
        for index in tree.nodes.indices.reversed() {
            let node = tree.nodes[index]
            if runs[index] >= Self.shortestRun || Self.countsWhole(node.name) { all[index].prose += runs[index] }
            Self.note(node, isLeftOut[index], &all[index])
            if index > 0 { Self.add(all[index], of: node, to: &all[node.parent]) }
        }
        self.all = all
    }

    /// A cell's or a heading's few words are text all the same.
    private static func countsWhole(_ name: String) -> Bool { name == "td" || name == "th" || name == "pre" }

    private static func note(_ node: HTMLTree.Node, _ isLeftOut: Bool, _ facts: inout Facts) {
        let name = node.name
        if name == "button" || (name == "input" && node.tag?.attributes["type"] == "submit") { facts.hasButton = true }
        if node.tag?.role == "button" { facts.hasButton = true }
        guard !isLeftOut else { return }
        if name == "a", facts.text > 0 { facts.links += 1 }
        if name == "h1" { facts.hasTitle = true }
        if name == "main" || node.tag?.role == "main" { facts.hasMain = true }
    }

    private static func add(_ facts: Facts, of node: HTMLTree.Node, to parent: inout Facts) {
        parent.text += facts.text
        parent.linked += facts.linked
        parent.links += facts.links
        parent.prose += facts.prose
        parent.hasButton = parent.hasButton || facts.hasButton
        parent.hasBlocks = parent.hasBlocks || facts.hasBlocks || HTMLBlocks.names.contains(node.name)
        parent.hasTitle = parent.hasTitle || facts.hasTitle
        parent.hasMain = parent.hasMain || facts.hasMain
    }
}
