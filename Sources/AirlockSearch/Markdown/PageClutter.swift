/// Marks what of a page is not its text: navigation, banners, advertisements, comments, footers.
struct PageClutter {
    /// The share of a page's prose from which a part is its text, whatever it calls itself.
    private static let mainShare = 0.45
    /// How many nodes back what leads to a list is looked for.
    private static let reach = 64

    private let tree: HTMLTree
    /// For each node; what is below one that is left out is left out too.
    private(set) var isLeftOut: [Bool]
    private(set) var facts: PageFacts

    init(_ tree: HTMLTree) {
        self.tree = tree
        isLeftOut = [Bool](repeating: false, count: tree.nodes.count)
        facts = PageFacts(tree, leavingOut: isLeftOut)
        leaveOut { Self.isNoText(tree.nodes[$0]) }
        let whole = max(1, facts[0].prose)
        let known = self
        leaveOut { index in
            guard Double(known.facts[index].prose) < Self.mainShare * Double(whole) else { return false }
            return known.isClutter(index)
        }
        let left = self
        leaveOut { left.isLinkList($0) || left.isConsent($0) || left.isLine($0) }
        leaveOutSections()
    }

    /// Asks once for each element, parents first, and weighs the rest anew.
    private mutating func leaveOut(_ isWanted: (Int) -> Bool) {
        for index in tree.nodes.indices.dropFirst() {
            let isGone = isLeftOut[index] || isLeftOut[tree.nodes[index].parent]
            isLeftOut[index] = isGone || (tree.nodes[index].tag != nil && isWanted(index))
        }
        facts = PageFacts(tree, leavingOut: isLeftOut)
    }

    private static func isNoText(_ node: HTMLTree.Node) -> Bool {
        guard let tag = node.tag else { return false }
        if ClutterWords.elements.contains(tag.name) || tag.isHidden { return true }
        return tag.classes.contains { ClutterWords.marks.contains(String($0)) } && tag.name != "pre"
    }

    private func isClutter(_ index: Int) -> Bool {
        guard let tag = tree.nodes[index].tag else { return false }
        let facts = facts[index]
        if tag.name == "body" || tag.name == "html" || tag.name == "main" || facts.hasMain { return false }
        let isNote = tag.classes.contains(where: ClutterWords.isNote) || tag.role == "note"
        if tag.name == "aside" || tag.role == "complementary" { return !isNote }
        if ClutterWords.roles.contains(tag.role) || tag.attributes["aria-hidden"] == "true" { return true }
        if tag.attributes["data-airlock"] == "fixed" { return true }
        if facts.hasTitle { return false }
        if tag.name == "header" { return !isInArticle(index) }
        // A link that calls itself so leads away from the text, also inside of it.
        guard HTMLBlocks.names.contains(tag.name) || tag.name == "a", tag.name != "pre", !isNote else { return false }
        return tag.classes.contains(where: ClutterWords.isClutter) || ClutterWords.isClutter(tag.id.lowercased()[...])
    }

    private func isInArticle(_ index: Int) -> Bool {
        var at = tree.nodes[index].parent
        while at > 0 {
            if ["article", "main", "section"].contains(tree.nodes[at].name) { return true }
            at = tree.nodes[at].parent
        }
        return false
    }

    /// A list of nothing but links that neither a heading nor a sentence leads to.
    private func isLinkList(_ index: Int) -> Bool {
        let part = facts[index]
        guard HTMLBlocks.names.contains(tree.nodes[index].name), part.links >= 3, part.linkDensity > 0.75,
            part.prose * 4 < part.text, tree.nodes[index].name != "li"
        else { return false }
        guard let before = elementBefore(index) else { return true }
        if HTMLBlocks.headingLevel(tree.nodes[before].name) != nil {
            return ClutterWords.isOverContents(text(of: before, limit: 100))
        }
        return text(of: before, limit: 2000).last != ":"
    }

    private func isConsent(_ index: Int) -> Bool {
        let part = facts[index]
        guard part.text <= 1200, part.text > 0, !part.hasTitle, HTMLBlocks.names.contains(tree.nodes[index].name) else {
            return false
        }
        guard part.hasButton || (part.links > 0 && tree.nodes[index].name == "div") else { return false }
        return ClutterWords.asksForConsent(text(of: index, limit: 1300))
    }

    private func isLine(_ index: Int) -> Bool {
        let name = tree.nodes[index].name
        guard name == "p" || name == "div" || name == "small" || name == "center" else { return false }
        guard facts[index].text > 0, facts[index].text <= 120 else { return false }
        return ClutterWords.isLine(text(of: index, limit: 200))
    }

    /// What stands under a heading that says that it isn't the page's own, up to the next heading of its rank.
    private mutating func leaveOutSections() {
        let whole = max(1, facts[0].prose)
        for index in tree.nodes.indices.dropFirst() {
            guard !isLeftOut[index], let level = HTMLBlocks.headingLevel(tree.nodes[index].name), level > 1 else {
                continue
            }
            guard ClutterWords.isOverClutter(text(of: index, limit: 100)) else { continue }
            let under = tree.siblings(from: index).prefix { sibling in
                sibling == index || HTMLBlocks.headingLevel(tree.nodes[sibling].name).map { $0 > level } ?? true
            }
            let prose = under.reduce(0) { $0 + facts[$1].prose }
            guard Double(prose) < Self.mainShare * Double(whole) else { continue }
            for sibling in under { isLeftOut[sibling] = true }
        }
        leaveOut { _ in false }
    }

    private func elementBefore(_ index: Int) -> Int? {
        tree.siblings(before: index).suffix(Self.reach).last {
            tree.nodes[$0].tag != nil && !isLeftOut[$0] && facts[$0].text > 0
        }
    }

    /// White space folded; about `limit` characters of it.
    func text(of index: Int, limit: Int) -> String {
        var words: [Substring] = []
        var pieces = [index]
        var count = 0
        while let at = pieces.popLast(), count < limit {
            guard !isLeftOut[at] else { continue }
            if case .text(let text) = tree.nodes[at].content {
                for word in text.split(whereSeparator: \.isWhitespace) {
                    words.append(word)
                    count += word.count + 1
                    if count >= limit { break }
                }
            }
            pieces += tree.children(of: at).reversed()
        }
        return words.joined(separator: " ")
    }
}
