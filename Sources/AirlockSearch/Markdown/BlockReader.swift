/// Reads a part of a page as blocks.
struct BlockReader {
    private let tree: HTMLTree
    private let clutter: PageClutter
    private let base: PageAddress?

    /// Quotations and lists inside each other; what is deeper is read as if it were not nested, because each line
    /// repeats the marks of all that it lies in.
    private static let mostNested = 10

    init(_ tree: HTMLTree, _ clutter: PageClutter, base: PageAddress?) {
        self.tree = tree
        self.clutter = clutter
        self.base = base
    }

    /// What some siblings hold.
    func read(_ indices: [Int], nesting: Int = 0) -> [PageBlock] {
        var blocks: [PageBlock] = []
        var line: [Int] = []
        func flush() {
            blocks += paragraph(line)
            line = []
        }
        for index in indices where !clutter.isLeftOut[index] {
            let name = tree.nodes[index].name
            if HTMLBlocks.names.contains(name) || clutter.facts[index].hasBlocks {
                flush()
                blocks += block(index, name, nesting)
            } else {
                line.append(index)
            }
        }
        flush()
        return blocks
    }

    private func inlines(_ indices: [Int]) -> [PageInline] {
        var reader = InlineReader(tree, clutter, base: base)
        return reader.read(indices)
    }

    private func paragraph(_ line: [Int]) -> [PageBlock] {
        guard !line.isEmpty else { return [] }
        let text = inlines(line)
        return text.isEmpty ? [] : [.paragraph(text)]
    }

    private func block(_ index: Int, _ name: String, _ nesting: Int) -> [PageBlock] {
        let children = tree.children(of: index)
        if let level = HTMLBlocks.headingLevel(name) {
            let text = inlines(children).filter { $0 != .lineBreak }
            return text.isEmpty ? [] : [.heading(level, text)]
        }
        switch name {
        case "pre": return code(index)
        case "blockquote", "ul", "ol", "dl":
            return nesting < Self.mostNested ? nested(index, name, nesting + 1) : read(children, nesting: nesting)
        case "table":
            if TableReader.isLayout(index, tree, clutter) { return read(children, nesting: nesting) }
            return TableReader(tree, clutter).rows(of: index, reading: inlines)
        case "hr": return [.rule]
        case "figcaption", "summary", "caption":
            let text = inlines(children)
            return text.isEmpty ? [] : [.paragraph([name == "summary" ? .strong(text) : .emphasis(text)])]
        default: return read(children, nesting: nesting)
        }
    }

    private func nested(_ index: Int, _ name: String, _ nesting: Int) -> [PageBlock] {
        switch name {
        case "dl": return definitions(tree.children(of: index), nesting)
        case "blockquote":
            let inner = read(tree.children(of: index), nesting: nesting)
            return inner.isEmpty ? [] : [.quote(inner)]
        default: return list(index, isNumbered: name == "ol", nesting)
        }
    }

    private func code(_ index: Int) -> [PageBlock] {
        let text = PreformattedText.of(index, tree, clutter).trimmedBlankLines
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.reversed().drop(while: \.isWhitespace).reversed())
        }
        let kept = lines.joined(separator: "\n")
        return kept.isEmpty ? [] : [.code(language: CodeLanguage.of(index, in: tree), kept)]
    }

    private func list(_ index: Int, isNumbered: Bool, _ nesting: Int) -> [PageBlock] {
        var items: [[PageBlock]] = []
        for child in tree.children(of: index) where !clutter.isLeftOut[child] {
            let isItem = tree.nodes[child].name == "li"
            let item = read(isItem ? tree.children(of: child) : [child], nesting: nesting)
            guard !item.isEmpty else { continue }
            // A list right inside a list belongs to the item before it.
            if !isItem, !items.isEmpty { items[items.count - 1] += item } else { items.append(item) }
        }
        let start = tree.nodes[index].tag?.attributes["start"].flatMap { Int($0) } ?? 1
        return items.isEmpty ? [] : [.list(start: isNumbered ? max(0, min(start, 1_000_000)) : nil, items)]
    }

    /// Terms as items, with what they mean below them.
    private func definitions(_ children: [Int], _ nesting: Int) -> [PageBlock] {
        var items: [[PageBlock]] = []
        for child in children where !clutter.isLeftOut[child] {
            switch tree.nodes[child].name {
            case "dt":
                let term = inlines(tree.children(of: child))
                if !term.isEmpty { items.append([.paragraph([.strong(term)])]) }
            case "dd":
                let meaning = read(tree.children(of: child), nesting: nesting)
                if items.isEmpty { items.append(meaning) } else { items[items.count - 1] += meaning }
            default:
                // Groups of both (HTML Standard, 4.4.9).
                let inner = definitions(tree.children(of: child), nesting)
                if case .list(_, let more)? = inner.first { items += more }
            }
        }
        return items.isEmpty ? [] : [.list(start: nil, items)]
    }
}

/// What a page says a piece of code is written in.
enum CodeLanguage {
    private static let prefixes = ["language-", "lang-", "highlight-source-", "highlight-", "brush:"]

    /// Empty if it doesn't say.
    static func of(_ index: Int, in tree: HTMLTree) -> String {
        let inside = tree.children(of: index).filter { tree.nodes[$0].name == "code" }
        let parent = tree.nodes[index].parent
        for place in [index] + inside + [parent, tree.nodes[parent].parent] {
            guard let tag = tree.nodes[place].tag else { continue }
            if let named = tag.attributes["data-lang"], isName(named) { return named.lowercased() }
            for name in tag.classes {
                for prefix in prefixes where name.hasPrefix(prefix) {
                    let language = String(name.dropFirst(prefix.count))
                    if isName(language) { return language }
                }
            }
        }
        return ""
    }

    private static func isName(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count) && text != "default" && text != "none"
            && text.utf8.allSatisfy { $0.isASCIILetter || (0x30...0x39).contains($0) || $0 == 0x2b || $0 == 0x23 }
    }
}
