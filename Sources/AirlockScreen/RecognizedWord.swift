/// One word that was read in a picture.
public struct RecognizedWord: Sendable, Hashable, Codable {
    public let text: String
    /// Pixels from the picture's upper left corner.
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int
    /// 0…100, as Tesseract gives it.
    public let confidence: Double
}
