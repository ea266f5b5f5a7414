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
        let options =
            "lowerdir=\(below.joined(separator: ":")),upperdir=\(id)/root,workdir=\(id)/rootwork,userxattr,index=off"
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

    /// The root as a snapshot shows it.
    func rootView(of snapshot: Snapshot, image: RootImage) throws -> MergedView {
        let trees = try chain(of: snapshot).compactMap { try root(of: $0) }
        return MergedView(layers: trees + [FileTree(root: try OpenFile.folder(image.folder))])
    }

    /// Tidies the root of a branch that was unmounted.
    func settleRoot(_ id: String) throws(SystemFailure) {
        let tree = FileTree(root: folder)
        guard try tree.entry(TreePath("\(id)/rootwork")) != nil else { return }
        try tree.setMode(0o755, of: TreePath("\(id)/root"))
        let branch = try tree.open(TreePath(id), O_RDONLY | O_DIRECTORY)
        try removal.withLock { (removal) throws(SystemFailure) in try removal.remove("rootwork", from: branch) }
    }

    /// Changes of the root by absolute path, which is outside of every workspace: policy asks about each.
    func rootChanges(_ id: String, on base: Snapshot, image: RootImage, limits: MeasureLimits) throws -> [FileChange] {
        guard let upper = try root(of: id) else { return [] }
        let lower = try rootView(of: base, image: image)
        return try EffectMeasure.changes(upper: upper, lower: lower, limits: limits).map { change in
            FileChange(
                path: "/" + change.path, kind: change.kind, type: change.type, mode: change.mode, size: change.size,
                sha256: change.sha256)
        }
    }
}
