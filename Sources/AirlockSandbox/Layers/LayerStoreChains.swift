import AirlockCore
import Synchronization

/// Which layers a snapshot is made of.
extension LayerStore {
    /// Ids of the layers that show a snapshot, newest first: merged ones wherever there are, unless `isPlain`.
    /// - Throws: `.notFound`.
    func chain(of snapshot: Snapshot, isPlain: Bool = false) throws -> [String] {
        let (ids, isWhole) = try reach(of: snapshot, isPlain: isPlain)
        guard isWhole else { throw Self.isUnknown(snapshot) }
        return ids
    }

    /// The same for a mount: these layers are never collected while this process lives.
    func chainToMount(of snapshot: Snapshot) throws -> [String] {
        try withIndex { index in
            let (ids, isWhole) = try reach(of: snapshot, isPlain: false, &index)
            guard isWhole else { throw Self.isUnknown(snapshot) }
            index.use(ids)
            return ids
        }
    }

    /// A chain as far as it goes.
    func reach(of snapshot: Snapshot, isPlain: Bool = false) throws -> (ids: [String], isWhole: Bool) {
        try withIndex { try reach(of: snapshot, isPlain: isPlain, &$0) }
    }

    private func reach(
        of snapshot: Snapshot, isPlain: Bool, _ index: inout LayerIndex
    ) throws -> (ids: [String], isWhole: Bool) {
        var ids: [String] = []
        var seen: Set<String> = []
        var next = snapshot.id
        while next != Snapshot.empty.id {
            guard seen.insert(next).inserted, let layer = try layer(at: next, isPlain: isPlain, &index) else {
                return (ids, false)
            }
            ids.append(layer.id)
            next = layer.parent
        }
        return (ids, true)
    }

    private static func isUnknown(_ snapshot: Snapshot) -> AirlockError {
        AirlockError(.notFound, "no snapshot \(snapshot.id.prefix(40).debugDescription)")
    }

    func view(of snapshot: Snapshot, isPlain: Bool = false) throws -> MergedView {
        try view(ofLayers: try chain(of: snapshot, isPlain: isPlain))
    }

    func view(ofLayers ids: some Sequence<String>) throws(SystemFailure) -> MergedView {
        var layers: [FileTree] = []
        for id in ids { layers.append(try data(of: id)) }
        return MergedView(layers: layers, ids: Array(ids))
    }

    /// Nil for what isn't a layer.
    func manifest(of id: String) throws -> LayerManifest? {
        try withIndex { index in try manifest(of: id, &index) }
    }

    func withIndex<Value: Sendable>(_ body: (inout LayerIndex) throws -> Value) throws -> Value {
        try index.withLock { index in
            if !index.isComplete {
                // Whoever uses a damaged layer is told then.
                for id in try ids() { _ = try? manifest(of: id, &index) }
                index.isComplete = true
            }
            return try body(&index)
        }
    }

    /// A snapshot's own layer may be gone where a merged one carries what it held.
    private func layer(at id: String, isPlain: Bool, _ index: inout LayerIndex) throws -> LayerManifest? {
        if !isPlain, let merge = index.merge(from: id) { return merge }
        guard let manifest = try manifest(of: id, &index), manifest.covers == nil else { return nil }
        return manifest
    }

    private func manifest(of id: String, _ index: inout LayerIndex) throws -> LayerManifest? {
        if let known = index[id] { return known }
        guard let found: LayerManifest = try record(LayerManifest.fileName, in: id) else { return nil }
        index.add(found)
        return found
    }
}
