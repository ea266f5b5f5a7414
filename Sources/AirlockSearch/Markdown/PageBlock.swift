/// A part of a page's text, without its markup.
indirect enum PageBlock: Sendable, Hashable {
    case heading(Int, [PageInline])
    case paragraph([PageInline])
    case code(language: String, String)
    case quote([PageBlock])
    /// - Parameter start: Nil for a list without numbers.
    case list(start: Int?, [[PageBlock]])
    /// All rows have as many cells; the first one is the head.
    case table([[[PageInline]]])
    case rule
}

/// A part of a line.
indirect enum PageInline: Sendable, Hashable {
    case text(String)
    case code(String)
    case strong([PageInline])
    case emphasis([PageInline])
    /// - Parameter url: Absolute, `http` or `https`.
    case link([PageInline], url: String)
    case lineBreak

    /// Whether there is more in it than white space.
    var saysSomething: Bool {
        switch self {
        case .text(let text), .code(let text): text.unicodeScalars.contains { !$0.isSpace }
        case .strong(let inner), .emphasis(let inner), .link(let inner, _): inner.contains(where: \.saysSomething)
        case .lineBreak: false
        }
    }

    var plain: String {
        switch self {
        case .text(let text), .code(let text): text
        case .strong(let inner), .emphasis(let inner), .link(let inner, _): inner.map(\.plain).joined()
        case .lineBreak: "\n"
        }
    }
}
