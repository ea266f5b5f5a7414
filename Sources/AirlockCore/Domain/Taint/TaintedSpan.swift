/// A part of a call's arguments that came from elsewhere than the plan.
public struct TaintedSpan: Sendable, Hashable, Codable {
    /// JSON Pointer (RFC 6901) to the argument: `/cmd`.
    public let argument: String
    /// Where it begins in that text, and how long it is, in bytes of UTF-8; of a value that isn't a text, 0 and its length as
    /// canonical JSON.
    public let start: Int
    public let length: Int
    /// Its beginning, at most ``mostCharacters``.
    public let text: String
    public let origin: Origin
    /// In words: `step 2 (browser_search), results`.
    public let source: String

    public static let mostCharacters = 200

    public init(argument: String, start: Int, length: Int, text: String, origin: Origin, source: String) {
        self.argument = argument
        self.start = start
        self.length = length
        self.text = String(text.prefix(Self.mostCharacters))
        self.origin = origin
        self.source = source
    }

    /// For a card: what it is, and who says so.
    public var sentence: String {
        let more = length > text.utf8.count ? " [… \(length - text.utf8.count) more bytes]" : ""
        return
            "\(argument.dropFirst()) holds text from \(source), which anybody may have written: \(text.debugDescription)\(more)"
    }
}

extension ToolCall {
    /// Why a person must see it: untrusted text decides what it does; nil if none does.
    var taintOpinion: Opinion? {
        guard let first = tainted?.first else { return nil }
        let more = (tainted?.count ?? 0) > 1 ? ", and \((tainted?.count ?? 0) - 1) more" : ""
        return Opinion(.ask, rule: "ask.tainted", reason: first.sentence + more)
    }
}
