public import AirlockCore

extension ReadableText {
    /// Reads HTML, however broken.
    /// - Throws: `.limitExceeded` over ``maximumBytes``.
    public init(html bytes: [UInt8]) throws(AirlockError) {
        guard bytes.count <= Self.maximumBytes else {
            throw AirlockError(.limitExceeded, "a page of \(bytes.count) bytes; \(Self.maximumBytes) is the limit")
        }
        var tokens = HTMLTokenizer(HTMLReader.unicode(bytes))
        var reader = HTMLReader()
        while let token = tokens.next() { reader.take(token) }
        self = reader.finish()
    }
}

/// Builds readable text from a page's tokens.
struct HTMLReader {
    private struct Open {
        let name: String
        let isDropped: Bool
        let isMain: Bool
    }

    /// Elements deeper than this are read as if they were not nested.
    private static let maximumDepth = 512
    /// How far up an end tag looks for its start.
    private static let maximumReach = 32
    /// Bytes in a table cell after which its blocks are paragraphs: the table is there for the layout.
    private static let longCell = 240

    private static let blocks: Set<String> = [
        "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "tfoot", "thead", "tr", "ul",
    ]

    private var stack: [Open] = []
    private var droppedDepth = 0
    private var mainDepth = 0
    private var cellDepth = 0
    private var preDepth = 0
    private var title: [UInt8] = []
    private var paragraph = ParagraphBuffer()
    private var heading = 0
    private var anchor: String?
    private var found: [(block: TextBlock, inMain: Bool)] = []

    mutating func take(_ token: HTMLTokenizer.Token) {
        switch token {
        case .text(let raw): add(raw)
        case .start(let tag): start(tag)
        case .end(let name): end(name)
        }
    }

    private mutating func add(_ raw: ArraySlice<UInt8>) {
        if stack.last?.name == "title", mainDepth == 0, title.count < 1000 {
            HTMLEntities.decode(raw, into: &title)
        } else if droppedDepth == 0 {
            paragraph.add(raw, isPreformatted: preDepth > 0)
        }
    }

    private mutating func start(_ tag: HTMLTag) {
        if tag.name == "li" || tag.name == "p" || tag.name == "dt" || tag.name == "dd" { closeImplied(tag.name) }
        let isDropped = Boilerplate.covers(tag, inMain: mainDepth > 0) || tag.name == "title" || tag.name == "head"
        if droppedDepth == 0, !isDropped { begin(tag) }
        // The mark beside a heading is dropped, but it can hold the heading's address.
        if droppedDepth == 0, isDropped, heading > 0, !tag.id.isEmpty { anchor = anchor ?? tag.id }
        guard !Boilerplate.void.contains(tag.name), stack.count < Self.maximumDepth else { return }
        let isMain = droppedDepth == 0 && !isDropped && Boilerplate.isMain(tag)
        if isMain, mainDepth == 0 { flush() }
        stack.append(Open(name: tag.name, isDropped: isDropped, isMain: isMain))
        droppedDepth += isDropped ? 1 : 0
        mainDepth += isMain ? 1 : 0
        cellDepth += Self.isCell(tag.name) ? 1 : 0
        preDepth += tag.name == "pre" ? 1 : 0
    }

    /// An item, a paragraph or a term ends where the next one of its kind begins.
    private mutating func closeImplied(_ name: String) {
        guard let last = stack.last?.name else { return }
        let closes = name == "dt" || name == "dd" ? last == "dt" || last == "dd" : last == name
        if closes || (last == "p" && name != "p") { end(last) }
    }

    /// What a start tag means for the text.
    private mutating func begin(_ tag: HTMLTag) {
        if let level = Self.headingLevel(tag.name) {
            flush()
            heading = level
        } else if tag.name == "br" {
            paragraph.breakLine(isPreformatted: preDepth > 0)
        } else if Self.isCell(tag.name) {
            paragraph.beginCell()
        } else if Self.blocks.contains(tag.name) {
            beginBlock(tag.name)
        }
        if !tag.id.isEmpty, anchor == nil || heading > 0, paragraph.isEmpty { anchor = anchor ?? tag.id }
    }

    private mutating func beginBlock(_ name: String) {
        let isSoft = cellDepth > 0 && name != "pre" && name != "table" && name != "tr" && name != "li"
        if isSoft, paragraph.count < Self.longCell {
            paragraph.addSpace()
        } else {
            flush()
        }
        if name == "li" { paragraph.mark = "- " }
    }

    private mutating func end(_ name: String) {
        let reach = stack.suffix(Self.maximumReach)
        guard let index = reach.lastIndex(where: { $0.name == name }) else { return }
        while stack.count > index {
            let open = stack.removeLast()
            if droppedDepth == 0 { finishElement(open.name) }
            droppedDepth -= open.isDropped ? 1 : 0
            mainDepth -= open.isMain ? 1 : 0
            cellDepth -= Self.isCell(open.name) ? 1 : 0
            preDepth -= open.name == "pre" ? 1 : 0
        }
    }

    private mutating func finishElement(_ name: String) {
        if Self.headingLevel(name) != nil {
            flush()
        } else if name == "tr" {
            flush(isRow: true)
        } else if Self.blocks.contains(name) {
            if cellDepth > 0, name != "pre", name != "table", paragraph.count < Self.longCell {
                paragraph.addSpace()
            } else {
                flush()
            }
        }
    }

    private mutating func flush(isRow: Bool = false) {
        defer { heading = 0 }
        guard let text = paragraph.take(isPreformatted: preDepth > 0) else { return }
        found.append((TextBlock(text: text, level: heading, anchor: anchor, isRow: isRow), mainDepth > 0))
        anchor = nil
    }

    consuming func finish() -> ReadableText {
        flush()
        let main = found.filter(\.inMain).map(\.block)
        let length = main.reduce(0) { $0 + $1.text.utf8.count }
        // A page whose main part is a stub keeps its text elsewhere.
        let blocks =
            length >= 200 || length * 2 >= found.reduce(0) { $0 + $1.block.text.utf8.count } ? main : found.map(\.block)
        let (name, book) = PageTitle.split(String(decoding: title, as: UTF8.self))
        let first = blocks.first { $0.level == 1 } ?? blocks.first { $0.level > 0 }
        return ReadableText(title: name.isEmpty ? first?.text ?? "" : name, book: book, blocks: blocks)
    }

    private static func isCell(_ name: String) -> Bool { name == "td" || name == "th" }

    private static func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.hasPrefix("h"), let level = name.last?.wholeNumberValue else { return nil }
        return (1...6).contains(level) ? level : nil
    }

    /// As UTF-8. What isn't that is read as Latin-1, the other encoding that documentation is written in.
    static func unicode(_ bytes: [UInt8]) -> [UInt8] {
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return bytes.flatMap { $0 < 0x80 ? [$0] : [0xc0 | $0 >> 6, 0x80 | $0 & 0x3f] }
    }
}
