/// A query that leaves this machine for somebody else's search engine, as it leaves.
public struct SearchDeparture: Sendable, Hashable {
    /// The provider's configured name.
    public let provider: String
    public let host: String
    /// Without the secrets that were found in it.
    public let query: String
}
