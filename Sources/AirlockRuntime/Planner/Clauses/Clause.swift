/// One part of a task: the smallest piece of text that can order something.
public struct Clause: Sendable, Hashable {
    /// A quoted span. What is quoted is material, not an order, except code that names an allowed program.
    public struct Quote: Sendable, Hashable {
        /// Without its marks.
        public let text: String
        /// Between backticks.
        public let isCode: Bool

        init(_ text: String, isCode: Bool) {
            self.text = text
            self.isCode = isCode
        }
    }

    /// From 1.
    public let number: Int
    /// The person's words; quoted spans of more than six words are `[quoted text]`.
    public let text: String
    /// The words without any quoted span: the only ones that may order something.
    public let bare: String
    /// The words with one private-use character in place of each quoted span; see `QuoteScanner`.
    let marked: String
    /// The quoted spans, in order, whole.
    public let quotes: [Quote]
    /// Whether its sentence asks.
    public let isQuestion: Bool
}
