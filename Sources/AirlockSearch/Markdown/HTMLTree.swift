import AirlockCore

/// A page as a tree, so that its parts can be weighed against each other. Parents stand before their children.
struct HTMLTree {
    enum Content {
        case element(HTMLTag)
        /// Entities decoded, white space as it is.
        case text(String)
    }

    struct Node {
        let content: Content
        let parent: Int
        var children: [Int] = []

        var tag: HTMLTag? { if case .element(let tag) = content { tag } else { nil } }
        var name: String { tag?.name ?? "" }
    }

    /// Elements deeper than this are read as if they were not nested, so that walking the tree can't exhaust a stack.
    static let maximumDepth = 200
    static let maximumNodes = 300_000
    /// How far up an end tag looks for its start.
    private static let maximumReach = 64

    /// The first one is all of the page.
    private(set) var nodes = [Node(content: .element(HTMLTag(name: "#page")), parent: 0)]
    private var stack = [0]

    /// - Throws: `.limitExceeded`.
    init(_ bytes: [UInt8]) throws(AirlockError) {
        guard bytes.count <= ReadableText.maximumBytes else {
            throw AirlockError(
                .limitExceeded, "a page of \(bytes.count) bytes; \(ReadableText.maximumBytes) is the limit")
        }
        var tokens = HTMLTokenizer(HTMLReader.unicode(bytes))
        while let token = tokens.next() {
            switch token {
            case .text(let raw): add(.text(Self.decoded(raw)))
            case .start(let tag): start(tag)
            case .end(let name): end(name)
            }
            guard nodes.count <= Self.maximumNodes else {
                throw AirlockError(.limitExceeded, "a page of more than \(Self.maximumNodes) parts")
            }
        }
    }

    func children(of index: Int) -> [Int] { nodes[index].children }

    /// It and those after it.
    func siblings(from index: Int) -> ArraySlice<Int> { nodes[nodes[index].parent].children[place(of: index)...] }

    func siblings(before index: Int) -> ArraySlice<Int> { nodes[nodes[index].parent].children[..<place(of: index)] }

    /// Among its siblings, by halving: they stand in order.
    private func place(of index: Int) -> Int {
        let siblings = nodes[nodes[index].parent].children
        var range = siblings.indices
        while range.count > 1 {
            let middle = range.lowerBound + range.count / 2
            range = siblings[middle] <= index ? middle..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    static func decoded(_ raw: some Sequence<UInt8>) -> String {
        let bytes = Array(raw)
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var out: [UInt8] = []
        HTMLEntities.decode(bytes[...], into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    @discardableResult private mutating func add(_ content: Content) -> Int {
        let parent = stack.last ?? 0
        nodes.append(Node(content: content, parent: parent))
        nodes[parent].children.append(nodes.count - 1)
        return nodes.count - 1
    }

    private mutating func start(_ tag: HTMLTag) {
        closeImplied(by: tag.name)
        let index = add(.element(tag))
        guard !Boilerplate.void.contains(tag.name), stack.count < Self.maximumDepth else { return }
        stack.append(index)
    }

    /// What a start tag ends (HTML Standard, 13.1.2.4), and where looking for it stops.
    private static let implied: [String: (ends: Set<String>, within: Set<String>)] = [
        "li": (["li"], ["ul", "ol"]), "dt": (["dt", "dd"], ["dl"]), "dd": (["dt", "dd"], ["dl"]),
        "tr": (["tr"], ["table"]), "td": (["td", "th"], ["tr", "table"]), "th": (["td", "th"], ["tr", "table"]),
        "tbody": (["tbody", "thead", "tfoot"], ["table"]), "tfoot": (["tbody", "thead"], ["table"]),
    ]

    private mutating func closeImplied(by name: String) {
        if HTMLBlocks.names.contains(name), nodes[stack.last ?? 0].name == "p" { stack.removeLast() }
        guard let (ends, within) = Self.implied[name] else { return }
        for depth in stack.indices.suffix(Self.maximumReach).reversed() where depth > 0 {
            let open = nodes[stack[depth]].name
            if within.contains(open) { return }
            if ends.contains(open) {
                stack.removeSubrange(depth...)
                return
            }
        }
    }

    private mutating func end(_ name: String) {
        let reach = stack.indices.suffix(Self.maximumReach)
        guard let depth = reach.last(where: { $0 > 0 && nodes[stack[$0]].name == name }) else { return }
        stack.removeSubrange(depth...)
    }
}

/// Elements that begin a line of their own.
enum HTMLBlocks {
    static let names: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul", "#page",
    ]

    /// 1…6, nil for what isn't a heading.
    static func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.hasPrefix("h"), let level = name.last?.wholeNumberValue else { return nil }
        return (1...6).contains(level) ? level : nil
    }
}
