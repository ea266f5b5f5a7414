import AirlockCore

/// What makes a folder of `layers/` a layer: without this file it is a branch. Its wire form is canonical JSON.
struct LayerManifest: Codable, Sendable, Hashable {
    let id: String
    /// The snapshot below; `empty` for none.
    let parent: String
    /// Of the measured effect, as its approval was bound to it.
    let digest: String
    /// Changed paths; nil for a layer that was made before they were counted.
    var entries: Int?
    /// Only of a merged layer, which is no snapshot: ids of the layers whose place it takes above ``parent``, newest first.
    var covers: [String]?

    static let fileName = "manifest.json"
    /// Holds the ``SealedBranch`` itself.
    static let branchFileName = "branch.json"
}
