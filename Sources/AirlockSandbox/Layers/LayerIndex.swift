/// The manifests of a layers folder in memory, so that a long chain isn't read from the disk for every step.
///
/// Layers never change, and nobody else writes to the folder; one that is missing here may still be on the disk.
struct LayerIndex: Sendable {
    private var manifests: [String: LayerManifest] = [:]
    /// Of merged layers, by the newest layer that they cover: the one that covers the most.
    private var merges: [String: LayerManifest] = [:]
    /// Ids of layers made, or mounted, since the folder was opened.
    private(set) var recent: Set<String> = []
    /// Whether the folder was read.
    var isComplete = false

    subscript(id: String) -> LayerManifest? { manifests[id] }

    var all: [LayerManifest] { Array(manifests.values) }

    /// The layer to mount where a snapshot's chain has `id`, and the ids from there that it stands for.
    func merge(from id: String) -> LayerManifest? { merges[id] }

    mutating func add(_ manifest: LayerManifest) {
        manifests[manifest.id] = manifest
        guard let covers = manifest.covers, let top = covers.first else { return }
        if covers.count > merges[top]?.covers?.count ?? 0 { merges[top] = manifest }
    }

    mutating func addNew(_ manifest: LayerManifest) {
        add(manifest)
        recent.insert(manifest.id)
    }

    mutating func use(_ ids: [String]) { recent.formUnion(ids) }

    mutating func remove(_ id: String) {
        guard let top = manifests.removeValue(forKey: id)?.covers?.first, merges[top]?.id == id else { return }
        merges[top] = manifests.values.filter { $0.covers?.first == top }
            .max { ($0.covers?.count ?? 0) < ($1.covers?.count ?? 0) }
    }
}
