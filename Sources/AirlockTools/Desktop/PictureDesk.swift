public import AirlockCore

/// Reads and keeps the pictures that tools take.
public struct PictureDesk: Sendable {
    /// The text in a picture.
    public struct Reading: Sendable {
        public let text: String
        /// `[{text, x, y, width, height, confidence}]`
        public let words: JSONValue
        /// As Tesseract names them, e.g. `eng+rus`.
        public let language: String

        public init(text: String, words: JSONValue, language: String) {
            self.text = text
            self.words = words
            self.language = language
        }
    }

    let read: @Sendable (_ png: [UInt8]) async throws -> Reading
    let store: @Sendable (_ png: [UInt8]) async throws -> String

    /// - Parameter store: Gives the absolute path.
    public init(
        read: @escaping @Sendable (_ png: [UInt8]) async throws -> Reading,
        store: @escaping @Sendable (_ png: [UInt8]) async throws -> String
    ) {
        self.read = read
        self.store = store
    }
}
