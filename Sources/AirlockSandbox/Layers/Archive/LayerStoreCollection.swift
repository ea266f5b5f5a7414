import AirlockCore
import Synchronization

/// Removing layers that nothing needs.
extension LayerStore {
    /// What each kept snapshot's chain stands on stays, merged layers where there are: the layers that those cover may go.
    func collect(keeping kept: Set<Snapshot>, budget: Int) throws -> LayerCollection {
        try upkeep.withLock { _ in
            let needed = try neededLayers(keeping: kept)
            let tree = FileTree(root: folder)
            var sizes = LayerSizes()
            var unneeded: [(id: String, modified: Int64)] = []
            for id in try ids() {
                let manifest = try tree.entry(TreePath("\(id)/\(LayerManifest.fileName)"))
                // What a trial still writes is neither.
                guard try manifest != nil || tree.entry(TreePath("\(id)/\(LayerManifest.branchFileName)")) != nil else {
                    continue
                }
                try sizes.add(id, in: tree)
                // A damaged one may be mended.
                if let manifest, !needed.contains(id), (try? self.manifest(of: id)) != nil {
                    unneeded.append((id, manifest.modified))
                }
            }
            unneeded.sort { ($0.modified, $0.id) < ($1.modified, $1.id) }
            return try remove(unneeded.map(\.id), from: &sizes, budget: budget)
        }
    }

    private func remove(_ ids: [String], from sizes: inout LayerSizes, budget: Int) throws -> LayerCollection {
        var removed: [String] = []
        var freed = 0
        for id in ids where sizes.total > budget {
            try withIndex { $0.remove(id) }
            try removal.withLock { try $0.remove(id, from: folder) }
            removed.append(id)
            freed += sizes.remove(id)
        }
        return LayerCollection(removed: removed, freedBytes: freed, leftBytes: sizes.total)
    }

    private func neededLayers(keeping kept: Set<Snapshot>) throws -> Set<String> {
        let recent = try withIndex { $0.recent }
        var needed = recent
        let waiting = try branches().map(\.base)
        for snapshot in kept.union(waiting).union(recent.map(Snapshot.init(id:))) {
            needed.formUnion(try reach(of: snapshot).ids)
        }
        return needed
    }
}
