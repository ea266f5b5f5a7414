/// Cuts a section of a header into words.
struct HarmonyHeaderWords {
    enum Word {
        case name(HarmonyName)
        /// The name behind `to=`.
        case recipient(HarmonyName)
    }

    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What has not been read, from its first byte that isn't space.
    var rest: String {
        String(decoding: bytes[at...].drop(while: HarmonyHeaderDraft.isSpace), as: UTF8.self)
    }

    /// The next word; nil at the end, and at what no name can begin with.
    mutating func next() -> Word? {
        skip(HarmonyHeaderDraft.isSpace)
        let before = at
        if bytes[at...].starts(with: "to=".utf8) {
            at += 3
            skip(HarmonyHeaderDraft.isSpace)
            if let name = takeName() { return .recipient(name) }
            at = before
            return nil
        }
        return takeName().map { .name($0) }
    }

    private mutating func takeName() -> HarmonyName? {
        var end = at
        while end < bytes.count, HarmonyName.allows(bytes[end]) {
            // `commentaryto=functions.x` is two words.
            if end > at, bytes[end...].starts(with: "to=".utf8) { break }
            end += 1
        }
        guard end > at, end - at <= HarmonyName.longest else { return nil }
        defer { at = end }
        return HarmonyName(checked: String(decoding: bytes[at..<end], as: UTF8.self))
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while at < bytes.count, isSkipped(bytes[at]) { at += 1 }
    }
}
