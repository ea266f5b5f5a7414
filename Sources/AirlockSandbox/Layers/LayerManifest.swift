import AirlockCore

/// What makes a folder of `layers/` a layer: without this file it is a branch. Its wire form is canonical JSON.
struct LayerManifest: Codable, Sendable, Hashable {
    let id: String
    /// The snapshot below; `empty` for none.
    let parent: String
    /// Of the measured effect, as its approval was bound to it.
    let digest: String

    static let fileName = "manifest.json"
    /// Holds the ``SealedBranch`` itself.
    static let branchFileName = "branch.json"
}
