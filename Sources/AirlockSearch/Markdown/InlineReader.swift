/// Reads what stands in one line or paragraph; white space is folded across all of it.
struct InlineReader {
    let tree: HTMLTree
    let clutter: PageClutter
    let base: PageAddress?
    private var endsInSpace = true
    /// Marks around the text that is being read.
    private var marks = 0
    private var isInLink = false

    /// Marks inside each other that are kept.
    private static let mostMarks = 8

    init(_ tree: HTMLTree, _ clutter: PageClutter, base: PageAddress?) {
        self.tree = tree
        self.clutter = clutter
        self.base = base
    }

    /// Empty if there is nothing to read.
    mutating func read(_ indices: [Int]) -> [PageInline] {
        endsInSpace = true
        let found = Self.trimmedEnd(indices.flatMap { read($0) })
        return found.contains(where: \.saysSomething) ? found : []
    }

    private mutating func read(_ index: Int) -> [PageInline] {
        guard !clutter.isLeftOut[index] else { return [] }
        switch tree.nodes[index].content {
        case .text(let text):
            let folded = fold(text)
            return folded.isEmpty ? [] : [.text(folded)]
        case .element(let tag): return read(tag, index)
        }
    }

    private mutating func read(_ tag: HTMLTag, _ index: Int) -> [PageInline] {
        switch tag.name {
        case "br":
            endsInSpace = true
            return [.lineBreak]
        case "code", "kbd", "samp", "tt":
            let text = PreformattedText.of(index, tree, clutter).split(whereSeparator: \.isWhitespace)
                .joined(separator: " ")
            guard !text.isEmpty else { return [] }
            endsInSpace = false
            return [.code(text)]
        case "math": return tag.attributes["alttext"].map { [.text(fold(HTMLTree.decoded($0.utf8)))] } ?? inner(index)
        case "sup" where isReference(index): return []
        case "strong", "b": return marked(index) { .strong($0) }
        case "em", "i", "cite": return marked(index) { .emphasis($0) }
        case "a": return link(tag, index)
        default:
            if HTMLBlocks.names.contains(tag.name), !endsInSpace {
                endsInSpace = true
                return [.text(" ")] + inner(index)
            }
            return inner(index)
        }
    }

    private mutating func inner(_ index: Int) -> [PageInline] { tree.children(of: index).flatMap { read($0) } }

    private mutating func marked(_ index: Int, _ make: ([PageInline]) -> PageInline) -> [PageInline] {
        marks += 1
        defer { marks -= 1 }
        let inner = inner(index)
        return marks <= Self.mostMarks && inner.contains(where: \.saysSomething) ? [make(inner)] : inner
    }

    private mutating func link(_ tag: HTMLTag, _ index: Int) -> [PageInline] {
        let isOuter = !isInLink
        isInLink = true
        let text = inner(index)
        if isOuter { isInLink = false }
        if clutter.facts[index].text == 1, ["¶", "#", "§", "🔗"].contains(text.map(\.plain).joined()) { return [] }
        guard isOuter, text.contains(where: \.saysSomething), let href = tag.attributes["href"],
            let url = base?.resolve(HTMLTree.decoded(href.utf8))
        else { return text }
        return [.link(text, url: url)]
    }

    /// A number that leads to a note at the page's end.
    private func isReference(_ index: Int) -> Bool {
        guard clutter.facts[index].text <= 6 else { return false }
        return tree.children(of: index).contains {
            tree.nodes[$0].tag?.attributes["href"]?.contains("#") == true
        }
    }

    /// White space as one space, and none where the text before ends in one.
    private mutating func fold(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.isSpace {
                if !endsInSpace { out.append(" ") }
                endsInSpace = true
            } else if Self.isReadable(scalar) {
                out.append(scalar)
                endsInSpace = false
            }
        }
        return String(out)
    }

    /// No control characters, and none that turn the direction of text or have no width: what is read is what is seen.
    static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0xad, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff, 0xe0000...0xe007f:
            false
        default: true
        }
    }

    private static func trimmedEnd(_ inlines: [PageInline]) -> [PageInline] {
        var inlines = inlines
        while let last = inlines.last {
            switch last {
            case .lineBreak: inlines.removeLast()
            case .text(let text):
                let kept = text.reversed().drop(while: \.isWhitespace).reversed()
                inlines.removeLast()
                if !kept.isEmpty {
                    inlines.append(.text(String(kept)))
                    return inlines
                }
            default: return inlines
            }
        }
        return inlines
    }
}

/// Text whose white space counts.
enum PreformattedText {
    static func of(_ index: Int, _ tree: HTMLTree, _ clutter: PageClutter) -> String {
        var text = String.UnicodeScalarView()
        var pieces = [index]
        while let at = pieces.popLast() {
            guard !clutter.isLeftOut[at] else { continue }
            switch tree.nodes[at].content {
            case .text(let piece):
                text.append(
                    contentsOf: piece.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || InlineReader.isReadable($0) })
            case .element(let tag):
                if tag.name == "br" { text.append("\n") }
                // Some pages give each line of code an element of its own.
                if tag.name == "div" || tag.name == "tr" || tag.name == "li", let last = text.last, last != "\n" {
                    text.append("\n")
                }
            }
            pieces += tree.children(of: at).reversed()
        }
        return String(text)
    }
}
