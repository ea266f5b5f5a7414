/// The tokens that give a conversation its structure.
enum HarmonyToken: String, CaseIterable, Sendable {
    case start, end, message, channel, constrain, call
    case returns = "return"
    /// Not of the format; it ends every text that the model was trained on, and slips out at times.
    case endOfText = "endoftext"

    var text: String { "<|\(rawValue)|>" }

    /// What begins with a `<`.
    enum Reading: Equatable {
        case token(HarmonyToken, length: Int)
        /// The `<` is only text.
        case text
        /// More bytes are needed to tell.
        case open
    }

    private static let names = allCases.map { (token: $0, name: Array($0.rawValue.utf8)) }
    private static let longestName = 9

    /// - Parameter at: Where a `<` is.
    static func read(_ bytes: [UInt8], at start: Int) -> Reading {
        guard start + 1 < bytes.count else { return .open }
        guard bytes[start + 1] == UInt8(ascii: "|") else { return .text }
        var end = start + 2
        while end < bytes.count, end - start - 2 <= longestName, bytes[end] != UInt8(ascii: "|") { end += 1 }
        let name = bytes[(start + 2)..<end]
        guard end < bytes.count else {
            return names.contains { $0.name.starts(with: name) } ? .open : .text
        }
        guard let found = names.first(where: { $0.name.elementsEqual(name) }) else { return .text }
        guard end + 1 < bytes.count else { return .open }
        return bytes[end + 1] == UInt8(ascii: ">") ? .token(found.token, length: end + 2 - start) : .text
    }
}
