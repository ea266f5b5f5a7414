/// The language that a person wrote in; what Airlock says to them follows it.
public enum Language: String, Sendable {
    case english, russian

    /// Russian if any Cyrillic letter is in it.
    public init(of text: String) {
        self = text.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) } ? .russian : .english
    }
}
