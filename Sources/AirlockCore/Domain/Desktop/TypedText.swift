/// Text that can be typed: any Unicode but control characters, of which it may have line feeds and tabs.
public struct TypedText: Sendable, Hashable {
    public let scalars: [Unicode.Scalar]

    /// Unicode scalars of the longest.
    public static let mostScalars = 4000

    /// - Throws: `.invalidRequest` for an empty or overlong one, or with a character that no key types.
    public init(_ text: String) throws(AirlockError) {
        // A line ends in one way.
        let scalars = Array(text.replacing("\r\n", with: "\n").unicodeScalars)
        guard (1...Self.mostScalars).contains(scalars.count) else {
            throw AirlockError(
                .invalidRequest, "a text of \(scalars.count) characters can't be typed at once",
                hint: "1 to \(Self.mostScalars) Unicode scalars")
        }
        for scalar in scalars where scalar != "\n" && scalar != "\t" {
            switch scalar.properties.generalCategory {
            case .control, .surrogate, .unassigned:
                let number = String(scalar.value, radix: 16, uppercase: true)
                throw AirlockError(.invalidRequest, "U+\(number) can't be typed", hint: "use a key action for keys")
            default: continue
            }
        }
        self.scalars = scalars
    }
}
