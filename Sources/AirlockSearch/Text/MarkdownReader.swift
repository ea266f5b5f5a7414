public import AirlockCore

extension ReadableText {
    /// Reads Markdown (CommonMark's common part) or plain text: soft line breaks are joined, code and indented text is kept.
    /// - Throws: `.limitExceeded` over ``maximumBytes``.
    public init(markdown bytes: [UInt8]) throws(AirlockError) {
        guard bytes.count <= Self.maximumBytes else {
            throw AirlockError(.limitExceeded, "a text of \(bytes.count) bytes; \(Self.maximumBytes) is the limit")
        }
        var reader = MarkdownReader()
        let text = String(decoding: HTMLReader.unicode(bytes), as: UTF8.self)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.take(line) }
        self = reader.finish()
    }
}

/// Builds readable text from lines of Markdown.
struct MarkdownReader {
    private var blocks: [TextBlock] = []
    private var paragraph: [String] = []
    private var code: [Substring] = []
    private var fence: Substring?
    private var isInFrontMatter = false
    private var lines = 0

    mutating func take(_ line: Substring) {
        lines += 1
        let text = line.trimmedSpace
        if lines == 1, text == "---" {
            isInFrontMatter = true
        } else if isInFrontMatter {
            isInFrontMatter = text != "---"
        } else if let open = fence {
            if text.hasPrefix(open) {
                fence = nil
                flush()
            } else {
                code.append(line)
            }
        } else if text.hasPrefix("```") || text.hasPrefix("~~~") {
            flush()
            fence = text.prefix(3)
        } else {
            takeProse(line, text)
        }
    }

    private mutating func takeProse(_ line: Substring, _ text: String) {
        if text.isEmpty {
            if code.isEmpty { flush() } else { code.append("") }
        } else if paragraph.isEmpty, line.hasPrefix("    ") || line.hasPrefix("\t") {
            code.append(line)
        } else if let level = Self.underline(text), paragraph.count == 1 {
            add(heading: paragraph[0], level: level)
            paragraph = []
        } else if let level = Self.headingLevel(text) {
            flush()
            add(heading: String(text.dropFirst(level)).trimmed(" \t#"), level: level)
        } else if Self.isRule(text) {
            flush()
        } else {
            if !code.isEmpty { flush() }
            if Self.isItem(text) || text.hasPrefix("|") { flush() }
            paragraph.append(Self.isItem(text) ? "- " + text.drop { !$0.isWhitespace }.trimmedSpace : text)
        }
    }

    private mutating func add(heading: String, level: Int) {
        let text = MarkdownInline.plain(heading)
        if !text.isEmpty { blocks.append(TextBlock(text: text, level: level)) }
    }

    private mutating func flush() {
        let kept = code.joined(separator: "\n").trimmedBlankLines
        if !kept.isEmpty { blocks.append(TextBlock(text: kept)) }
        let text = MarkdownInline.plain(paragraph.joined(separator: " "))
        if !text.isEmpty { blocks.append(TextBlock(text: text, isRow: text.hasPrefix("|"))) }
        (code, paragraph) = ([], [])
    }

    consuming func finish() -> ReadableText {
        flush()
        let title = blocks.first { $0.level > 0 } ?? blocks.first
        return ReadableText(title: String((title?.text ?? "").prefix(200)), book: "", blocks: blocks)
    }

    private static func headingLevel(_ text: String) -> Int? {
        let marks = text.prefix { $0 == "#" }.count
        return (1...6).contains(marks) && text.dropFirst(marks).first?.isWhitespace == true ? marks : nil
    }

    private static func underline(_ text: String) -> Int? {
        guard text.count >= 2 else { return nil }
        if text.allSatisfy({ $0 == "=" }) { return 1 }
        return text.allSatisfy { $0 == "-" } ? 2 : nil
    }

    private static func isRule(_ text: String) -> Bool {
        text.count >= 3 && text.allSatisfy { "-_*= ".contains($0) }
    }

    private static func isItem(_ text: String) -> Bool {
        if text.hasPrefix("- ") || text.hasPrefix("* ") || text.hasPrefix("+ ") { return true }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return (1...3).contains(digits.count) && [". ", ") "].contains { text.dropFirst(digits.count).hasPrefix($0) }
    }
}

/// Takes the marks out of a line of Markdown.
enum MarkdownInline {
    /// Bytes of a link's text or address that are looked at.
    private static let reach = 1000

    static func plain(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where index + 1 < bytes.count && !bytes[index + 1].isASCIILetter:
                out.append(bytes[index + 1])
                index += 2
            case UInt8(ascii: "`"): index += 1
            case UInt8(ascii: "*") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"): index += 2
            case UInt8(ascii: "!") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "["):
                index = link(in: bytes, at: index + 1)?.next ?? index + 1
            case UInt8(ascii: "["):
                guard let (text, next) = link(in: bytes, at: index) else { fallthrough }
                out += text
                index = next
            default:
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self).trimmedSpace
    }

    /// `[text](address)` or `[text][name]`.
    private static func link(in bytes: [UInt8], at start: Int) -> (text: ArraySlice<UInt8>, next: Int)? {
        let limit = min(bytes.count, start + reach)
        guard let close = bytes[start..<limit].firstIndex(of: UInt8(ascii: "]")), close + 1 < limit,
            let closing = [UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "["): UInt8(ascii: "]")][
                bytes[close + 1]],
            let end = bytes[(close + 1)..<limit].firstIndex(of: closing)
        else { return nil }
        return (bytes[start + 1..<close], end + 1)
    }
}

extension StringProtocol {
    func trimmed(_ characters: String) -> String {
        let head = drop { characters.contains($0) }
        guard let last = head.lastIndex(where: { !characters.contains($0) }) else { return "" }
        return String(head[...last])
    }
}
