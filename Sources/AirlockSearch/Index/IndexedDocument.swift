import AirlockCore
import FoundationEssentials

/// One unit of search: a document, or a chapter of a long one.
struct IndexedDocument: Sendable, Hashable {
    /// Bytes of text above which a document is cut into its chapters.
    private static let longDocument = 49_152
    /// Bytes of text below which a chapter takes in its first subchapter.
    private static let shortChapter = 600
    /// Bytes of text above which a chapter ends at any heading.
    private static let longChapter = 16_384
    /// A heading of a deeper level starts a chapter of its own only if its section has this many bytes.
    private static let deepestLevel = 3
    private static let longSection = 1500
    /// Bytes of text that are worth finding.
    private static let leastText = 160

    let url: String
    let title: String
    /// Other words that lead here: the file's and its folders' names, the book.
    let names: String
    let text: String
    let sha256: String

    /// What a file holds; empty if it isn't worth finding.
    static func documents(in file: DocumentFile, bytes: [UInt8]) -> [IndexedDocument] {
        let read: ReadableText?
        switch file.kind {
        case .html: read = try? ReadableText(html: bytes)
        case .markdown: read = try? ReadableText(markdown: bytes)
        }
        guard let read, !isListOfLinks(read) else { return [] }
        let stem = file.path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
        let title = read.title.isEmpty ? stem : read.title
        let names = nameWords(file.path, read.book)
        let url = address(file.path)
        let parts = read.text.utf8.count > longDocument ? chapters(read) : []
        guard parts.count > 2 else { return [make(url, title, names, read.text)].compactMap(\.self) }
        return parts.enumerated().compactMap { index, part in
            // The first chapter stands for the whole.
            if index == 0 { return make(url, title, names, part.text) }
            let heading = withoutNumber(part.heading)
            guard let anchor = part.anchor, !isIndex(heading) else { return nil }
            return make("\(url)#\(escaped(anchor))", "\(heading) — \(title)", names, part.text)
        }
    }

    private static func make(_ url: String, _ title: String, _ names: String, _ text: String) -> IndexedDocument? {
        guard text.utf8.count >= leastText else { return nil }
        return IndexedDocument(url: url, title: title, names: names, text: text, sha256: SHA256.hex(Array(text.utf8)))
    }

    /// The document cut at its headings, with chapters that say little by themselves joined to what follows.
    private static func chapters(_ read: ReadableText) -> [(anchor: String?, heading: String, text: String)] {
        var result: [(anchor: String?, heading: String, level: Int, text: String)] = []
        for section in read.sections {
            let previous = result.last
            let length = previous?.text.utf8.count ?? 0
            let continues =
                section.anchor == nil
                || (section.level > deepestLevel && section.text.utf8.count < longSection && length < longChapter)
                || (length < shortChapter && section.level > previous?.level ?? 0)
            if continues, previous != nil {
                result[result.count - 1].text += "\n\n" + section.text
            } else {
                result.append((section.anchor, section.heading, section.level, section.text))
            }
        }
        // Two chapters of one address would be one result with two texts.
        var seen: Set<String?> = []
        return result.filter { seen.insert($0.anchor).inserted }.map { ($0.anchor, $0.heading, $0.text) }
    }

    /// An index or a table of contents: hardly a paragraph has a sentence's length.
    private static func isListOfLinks(_ read: ReadableText) -> Bool {
        let paragraphs = read.text.split(separator: "\n\n")
        let sentences = paragraphs.count { $0.utf8.count >= 60 }
        return paragraphs.count > 40 && sentences * 20 < paragraphs.count
    }

    /// A chapter that lists where words are.
    private static func isIndex(_ heading: String) -> Bool {
        heading.isEmpty || heading.hasSuffix(" Index") || heading == "Indexes" || heading.hasSuffix("Contents")
    }

    /// `6.7 Arrays` → `Arrays`.
    private static func withoutNumber(_ heading: String) -> String {
        let words = heading.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].allSatisfy({ $0.isNumber || $0 == "." }) else { return heading }
        return String(words[1])
    }

    private static func nameWords(_ path: String, _ book: String) -> String {
        let parts = path.split(separator: "/").suffix(4).joined(separator: " ")
        let words = (parts + " " + book).split { !$0.isLetter && !$0.isNumber }
        let dull: Set<Substring> = [
            "html", "usr", "share", "doc", "api", "md", "txt", "manual", "documentation", "data", "htm",
        ]
        return words.filter { !dull.contains($0) }.joined(separator: " ")
    }

    private static func address(_ path: String) -> String { "file://" + escaped(path) }

    /// Percent-encoded but for what a path or fragment may hold (RFC 3986).
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let kept = Set("/-._~!$&'()*+,;=:@".utf8)
        let bytes = text.utf8.flatMap { byte in
            byte.isASCIILetter || (0x30...0x39).contains(byte) || kept.contains(byte)
                ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
