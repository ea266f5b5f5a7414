import AirlockCore
import Glibc
import Synchronization

/// What layers hold of an image's root: `<id>/root` beside `<id>/data`, `<id>/rootwork` beside `<id>/work`. Only layers that
/// were made on an image have it.
extension LayerStore {
    /// Makes the folders of a new branch.
    func makeRoot(in id: String) throws(SystemFailure) {
        for (name, mode) in [("root", UInt32(0o755)), ("rootwork", 0o700)] {
            let part = "\(id)/\(name)"
            try systemCall("make the layer \(part)") { mkdirat(folder.number, part, 0o755) }
            try owner.take(try FileTree(root: folder).open(TreePath(part), O_RDONLY | O_DIRECTORY), mode: mode)
        }
    }

    /// Mount options of the root, relative to ``folder`` but for the image, which is named as the holder finds it.
    /// - Throws: `.limitExceeded`.
    func rootOptions(branch id: String, on chain: [String], image: String) throws -> String {
        let below = try chain.filter { try root(of: $0) != nil }.map { "\($0)/root" } + [image]
        let lower = below.joined(separator: ":")
        let options =
            "lowerdir=\(lower),upperdir=\(id)/root,workdir=\(id)/rootwork,userxattr,index=off,volatile"
        guard options.utf8.count <= Self.optionBytes else {
            throw AirlockError(
                .limitExceeded, "the job has \(chain.count) snapshots on top of each other, more than one mount takes",
                hint: "export the job and start a new one from the exported folder")
        }
        return options
    }

    /// What a layer or branch changed of the root; nil if it was made without an image.
    func root(of id: String) throws(SystemFailure) -> FileTree? {
        let tree = FileTree(root: folder)
        guard try tree.entry(TreePath("\(id)/root"))?.type == .folder else { return nil }
        return FileTree(root: try tree.open(TreePath("\(id)/root"), O_RDONLY | O_DIRECTORY))
    }

    /// The root as a chain of layers on an image shows it.
    private func rootView(ofLayers ids: some Sequence<String>, on image: RootImage) throws -> MergedView {
        var layers: [FileTree] = []
        for id in ids { if let root = try root(of: id) { layers.append(root) } }
        return MergedView(layers: layers + [FileTree(root: try OpenFile.folder(image.folder))])
    }

    /// Tidies the root of a branch that was unmounted, or merged.
    private func settleRoot(_ id: String) throws(SystemFailure) {
        let tree = FileTree(root: folder)
        try tree.setMode(0o755, of: TreePath("\(id)/root"))
        let branch = try tree.open(TreePath(id), O_RDONLY | O_DIRECTORY)
        try removal.withLock { (removal) throws(SystemFailure) in try removal.remove("rootwork", from: branch) }
    }

    /// Changes of the root by absolute path, which is outside of every workspace: policy asks about each. None without an image.
    func rootChanges(_ id: String, on base: Snapshot, limits: MeasureLimits) throws -> [FileChange] {
        guard let image, let upper = try root(of: id) else { return [] }
        try settleRoot(id)
        let lower = try rootView(ofLayers: try chain(of: base), on: image)
        return try EffectMeasure.changes(upper: upper, lower: lower, limits: limits).map { change in
            FileChange(
                path: "/" + change.path, kind: change.kind, type: change.type, mode: change.mode, size: change.size,
                sha256: change.sha256, before: change.before)
        }
    }

    /// Whether what these layers hold of roots can be merged: only what an image has below them says which marks of
    /// deletions are still needed.
    func canMergeRoots(of ids: some Sequence<String>) throws -> Bool {
        try image != nil || ids.allSatisfy { try root(of: $0) == nil }
    }

    /// Merges what layers hold of the root into a new one.
    /// - Returns: Names in it.
    func mergeRoots(of ids: [String], over lower: some Sequence<String>, as id: String) throws -> Int {
        let roots = try ids.compactMap { try root(of: $0) }
        guard let image, !roots.isEmpty else { return 0 }
        try makeRoot(in: id)
        guard let target = try root(of: id) else { return 0 }
        var merge = LayerMerge(
            range: MergedView(layers: roots), lower: try rootView(ofLayers: lower, on: image), target: target)
        try merge.run()
        try settleRoot(id)
        return merge.entries
    }
}
