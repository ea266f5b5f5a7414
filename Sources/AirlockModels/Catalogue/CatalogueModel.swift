/// A model that we know: what it must be, where it comes from, and what it needs.
public struct CatalogueModel: Sendable, Hashable {
    /// What reports and the configuration call it.
    public let id: String
    /// Another name that it answers to, e.g. `1.5b`.
    public let shortName: String
    /// In the order in which the parts of a split model are counted; llama-server is given the first.
    public let files: [CatalogueFile]
    /// SPDX.
    public let licence: String
    /// Strong enough to write a plan by itself.
    public let plansFreely: Bool
    /// Whether it is fast enough without a graphics card.
    public let runsOnProcessor: Bool
    /// In the order in which they are tried.
    public let sources: [ModelSource]
    /// Its shape as published, for a plan before it is fetched; nil where only the file knows.
    public let outline: ModelShape?

    public var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
}
