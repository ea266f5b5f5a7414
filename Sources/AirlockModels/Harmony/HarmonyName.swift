public import AirlockCore

/// A name that can stand in a message's header: of a tool (`functions.read`), a recipient or a content type (`json`).
/// Letters, digits, `_`, `.` and `-` of ASCII, 1…128 of them, so that no name can hold a token or end a header.
public struct HarmonyName: Sendable, Hashable, CustomStringConvertible {
    public static let assistant = HarmonyName(checked: "assistant")
    public static let json = HarmonyName(checked: "json")
    /// The namespace of a developer's own functions, with its dot.
    static let functions = "functions."
    static let longest = 128

    public let description: String

    /// - Throws: `.invalidRequest` for text that is no such name.
    public init(_ text: String) throws(AirlockError) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.allows) else {
            throw AirlockError(
                .invalidRequest, "\(text.prefix(60).debugDescription) can't be a name in a prompt",
                hint: "Use 1 to \(Self.longest) letters, digits, _, . and - of ASCII.")
        }
        description = text
    }

    /// The name of a function in the namespace `functions`.
    /// - Throws: `.invalidRequest`, as the other.
    public init(function: String) throws(AirlockError) { try self.init(Self.functions + function) }

    /// - Parameter checked: Known to hold only what ``allows(_:)`` allows.
    init(checked: String) { description = checked }

    static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
