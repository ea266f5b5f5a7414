/// One file of a model, as it must be.
public struct CatalogueFile: Sendable, Hashable {
    public let name: String
    public let bytes: Int
    /// In lower-case hex.
    public let sha256: String

    public init(name: String, bytes: Int, sha256: String) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
    }
}
