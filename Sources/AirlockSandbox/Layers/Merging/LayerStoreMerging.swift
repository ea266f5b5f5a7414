import AirlockCore
import Glibc
import Synchronization

/// Keeps chains short, however many steps a job takes. The layers that were merged stay: older snapshots stand on them.
extension LayerStore {
    /// Merges layers of a snapshot's chain as ``MergePlan`` wants it. What fails is tried again after the next step; the
    /// snapshot is as good without.
    func shortenChain(of snapshot: Snapshot) {
        upkeep.withLock { _ in
            while let isShorter = try? mergeOnce(in: snapshot), isShorter {}
        }
    }

    /// - Returns: Whether there was something to merge.
    private func mergeOnce(in snapshot: Snapshot) throws -> Bool {
        let chain = try chain(of: snapshot)
        let manifests = try chain.compactMap { try manifest(of: $0) }
        guard let range = MergePlan.range(in: manifests.map { $0.entries ?? 0 }) else { return false }
        let id = try makeBranch()
        do {
            try merge(manifests[range], over: chain[range.upperBound...], as: id)
        } catch {
            try? drop(id)
            throw error
        }
        return true
    }

    /// Whole and on the disk before its manifest makes it a layer; until then it is a leftover.
    private func merge(
        _ layers: ArraySlice<LayerManifest>, over lower: ArraySlice<String>, as id: String
    ) throws {
        guard let parent = layers.last?.parent else { return }
        var merge = LayerMerge(
            range: try view(ofLayers: layers.map(\.id)), lower: try view(ofLayers: lower), target: try data(of: id))
        try merge.run()
        try settle(id)
        try adopt(
            LayerManifest(
                id: id, parent: parent, digest: "merged", entries: merge.entries,
                covers: layers.flatMap { $0.covers ?? [$0.id] }))
    }
}
