/// A header as it comes in, cut at its tokens.
struct HarmonyHeaderDraft: Sendable, Hashable {
    enum Part: Sendable, Hashable { case role, channel, constrain }

    struct Section: Sendable, Hashable {
        let part: Part
        var bytes: [UInt8]

        var isBlank: Bool { bytes.allSatisfy(HarmonyHeaderDraft.isSpace) }
    }

    /// The most bytes between two tokens of a header; more are no header but an answer without one.
    static let longestSection = 256
    /// The most sections; a flood of `<|channel|>` ends here.
    static let mostSections = 8

    /// Whether its `<|start|>` was there.
    let hasStart: Bool
    /// Whether the role was said beforehand: by the prompt, which ends behind it.
    let hasRole: Bool
    private(set) var sections = [Section(part: .role, bytes: [])]

    /// Nothing but space so far.
    var isEmpty: Bool { sections.count == 1 && sections[0].isBlank }
    /// There are more sections than any header needs.
    var isFull: Bool { sections.count >= Self.mostSections }

    mutating func open(_ part: Part) {
        if !isFull { sections.append(Section(part: part, bytes: [])) }
    }

    /// - Returns: Whether this byte shows that the section is content: it is too long, or goes on in a second line.
    mutating func append(_ byte: UInt8) -> Bool {
        let last = sections.count - 1
        if Self.isSpace(byte), sections[last].isBlank, sections[last].bytes.count >= Self.longestSection / 4 {
            return false
        }
        sections[last].bytes.append(byte)
        let bytes = sections[last].bytes
        // Not in the middle of a character, unless what is there is none.
        guard bytes.endOfWholeCharacters == bytes.count || bytes.count >= Self.longestSection + 3 else { return false }
        if bytes.count >= Self.longestSection { return true }
        guard !Self.isSpace(byte), let line = bytes.lastIndex(of: 0x0a) else { return false }
        return bytes[..<line].contains { !Self.isSpace($0) }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
