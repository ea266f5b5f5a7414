import AirlockCore
import CSandbox
import Foundation
import Glibc
import Synchronization

/// The layers folder: `<id>/data` is what a layer holds, `<id>/work` belongs to the overlay, `<id>/manifest.json` makes it a
/// layer and `<id>/branch.json` a sealed branch. Whatever has neither is a leftover. A merged layer takes the place of several
/// consecutive ones, which stay, in what is mounted.
///
/// All calls block; they are made on threads of their own.
final class LayerStore: Sendable {
    let folder: OpenFile
    let path: String
    /// Whom the sandbox runs as.
    let owner: SandboxUser
    /// What the roots of layers stand on; nil where none is mounted.
    let image: RootImage?
    let index = Mutex(LayerIndex())
    /// Held while layers are merged or collected: each relies on layers that the other might remove.
    let upkeep = Mutex<Void>(())
    let removal: Mutex<TreeRemoval>

    /// Bytes of one mount's options: a page, less what the kernel keeps to itself (mount(2)).
    static let optionBytes = 4000
    /// Bytes of a manifest, and of the record of a sealed branch.
    private static let recordBytes = 64 << 20

    /// Opens or makes the folder (mode 0700, owned by whom the sandbox runs as).
    init(path: String, owner: SandboxUser, image: RootImage? = nil) throws(SystemFailure) {
        self.image = image
        self.path = path
        self.owner = owner
        if mkdir(path, 0o700) < 0, errno != EEXIST { throw SystemFailure(attempt: "make \(path)", number: errno) }
        folder = try OpenFile.folder(path)
        try owner.take(folder, mode: 0o700)
        for name in ["empty", "trash"] {
            if mkdirat(folder.number, name, 0o755) < 0, errno != EEXIST {
                throw SystemFailure(attempt: "make \(path)/\(name)", number: errno)
            }
        }
        let tree = FileTree(root: folder)
        try owner.take(try tree.open(TreePath("empty"), O_RDONLY | O_DIRECTORY), mode: 0o755)
        let trash = try tree.open(TreePath("trash"), O_RDONLY | O_DIRECTORY)
        try owner.take(trash, mode: 0o700)
        removal = Mutex(TreeRemoval(trash: trash))
    }

    /// The folder above the layers, where all that Airlock keeps lies.
    func stateFolder() throws(SystemFailure) -> OpenFile {
        OpenFile(
            owning: try systemCall("open the folder above \(path)") {
                openat(folder.number, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            })
    }

    /// What a layer or branch holds.
    func data(of id: String) throws(SystemFailure) -> FileTree {
        FileTree(root: try FileTree(root: folder).open(TreePath("\(id)/data"), O_RDONLY | O_DIRECTORY))
    }

    /// Makes the folders of a new branch.
    /// - Returns: Its id, ten hex digits.
    func makeBranch() throws(SystemFailure) -> String {
        var source = SystemRandomNumberGenerator()
        let id = String(UInt64.random(in: 0..<(1 << 40), using: &source) | 1 << 40, radix: 16).dropFirst()
        for part in ["\(id)", "\(id)/data", "\(id)/work"] {
            try systemCall("make the layer \(part)") { mkdirat(folder.number, part, 0o755) }
            try owner.take(
                try FileTree(root: folder).open(TreePath(part), O_RDONLY | O_DIRECTORY),
                mode: part.hasSuffix("/data") ? 0o755 : 0o700)
        }
        return String(id)
    }

    /// Tidies a branch that was unmounted: what the overlay worked with goes, and the workspace itself is open to us
    /// again, whatever mode a program gave it.
    func settle(_ id: String) throws(SystemFailure) {
        let tree = FileTree(root: folder)
        try tree.setMode(0o755, of: TreePath("\(id)/data"))
        unlinkat(folder.number, "\(id)/work/work/incompat/volatile/dirty", 0)
        for name in ["work/work/incompat/volatile", "work/work/incompat", "work/work", "work/index", "work"] {
            unlinkat(folder.number, "\(id)/\(name)", AT_REMOVEDIR)
        }
        // After deletions the overlay leaves a spare whiteout there.
        guard try tree.entry(TreePath("\(id)/work")) != nil else { return }
        let branch = try tree.open(TreePath(id), O_RDONLY | O_DIRECTORY)
        try removal.withLock { (removal) throws(SystemFailure) in try removal.remove("work", from: branch) }
    }

    /// Mount options. `volatile` makes syncing inside cost nothing: what is kept is synced as a whole when it is sealed, and
    /// what a crash leaves of it is thrown away (kernel, filesystems/overlayfs.rst, "Volatile mount"). Relative to
    /// ``folder`` so that many layers fit the page that they may take.
    /// - Throws: `.limitExceeded`.
    func overlayOptions(branch id: String, on chain: [String]) throws(AirlockError) -> String {
        let lower = chain.isEmpty ? "empty" : chain.map { "\($0)/data" }.joined(separator: ":")
        let options = "lowerdir=\(lower),upperdir=\(id)/data,workdir=\(id)/work,userxattr,index=off,volatile"
        guard options.utf8.count <= Self.optionBytes else {
            throw AirlockError(
                .limitExceeded, "the job has \(chain.count) snapshots on top of each other, more than one mount takes",
                hint: "export the job and start a new one from the exported folder")
        }
        return options
    }

    /// Records a branch whose contents are on the disk already. Durable when it returns.
    func seal(_ branch: SealedBranch) throws {
        try writeRecord(try JSONValue(encoding: branch), named: LayerManifest.branchFileName, in: branch.id)
    }

    /// Makes a sealed branch a layer. Durable when it returns.
    /// - Throws: `.notFound` for a branch that was dropped, `.conflict` for one that was promoted before or isn't the one recorded.
    func promote(_ branch: SealedBranch) throws -> Snapshot {
        let id = branch.id
        _ = try chain(of: branch.base)
        if try manifest(of: id) != nil { throw AirlockError(.conflict, "the branch \(id) was promoted before") }
        guard let known = try sealedBranch(id) else {
            throw AirlockError(.notFound, "no branch \(id.prefix(40).debugDescription)", hint: "it was dropped")
        }
        guard known.id == id, known.base == branch.base, known.effect.digest == branch.effect.digest else {
            throw AirlockError(.conflict, "the branch \(id) isn't the one that was measured")
        }
        let changes = branch.effect.changes.count
        try record(
            LayerManifest(id: id, parent: branch.base.id, digest: branch.effect.digest, entries: changes))
        return Snapshot(id: id)
    }

    /// Makes a branch that we filled ourselves a layer. Durable when it returns.
    func adopt(_ manifest: LayerManifest) throws {
        try shimCall("write the layer \(manifest.id) to disk") { airlock_syncfs(folder.number) }
        try record(manifest)
    }

    private func record(_ manifest: LayerManifest) throws {
        // Before it is a layer, so that a collection never finds one that isn't known to be new.
        try withIndex { $0.use([manifest.id]) }
        try writeRecord(try JSONValue(encoding: manifest), named: LayerManifest.fileName, in: manifest.id)
        try withIndex { $0.add(manifest) }
    }

    /// Whether a sealed branch waits under this id.
    func isWaiting(_ id: String) throws -> Bool { try manifest(of: id) == nil && sealedBranch(id) != nil }

    /// Removes a branch. A layer stays.
    func drop(_ id: String) throws {
        guard Self.isID(id), try manifest(of: id) == nil else { return }
        do {
            try removal.withLock { try $0.remove(id, from: folder) }
        } catch let failure as SystemFailure {
            throw failure.airlockError
        }
    }

    /// Sealed branches that nobody promoted or dropped.
    func branches() throws -> [SealedBranch] {
        try ids().compactMap { try manifest(of: $0) == nil ? readableBranch($0) : nil }
    }

    /// Removes what a crash left: folders that are neither a layer nor a sealed branch, and half-removed trees.
    /// - Returns: Their names.
    func removeLeftovers() throws -> [String] {
        try removal.withLock { try $0.empty() }
        let leftovers = try ids().filter { id in
            // A damaged manifest is no leftover: whoever uses the layer is told.
            let isLayer = try FileTree(root: folder).entry(TreePath("\(id)/\(LayerManifest.fileName)")) != nil
            return !isLayer && readableBranch(id) == nil
        }
        for id in leftovers { try drop(id) }
        return leftovers
    }

    func ids() throws(SystemFailure) -> [String] {
        try FileTree(root: folder).names(in: .root)
            .map { String(decoding: $0, as: UTF8.self) }.filter(Self.isID).sorted()
    }

    /// Nothing else may become part of a path or of mount options.
    private static func isID(_ text: String) -> Bool {
        text.utf8.count == 10
            && text.utf8.allSatisfy { ("0"..."9").contains(Unicode.Scalar($0)) || (0x61...0x66).contains($0) }
    }

    private func sealedBranch(_ id: String) throws -> SealedBranch? {
        try record(LayerManifest.branchFileName, in: id)
    }

    /// Nil also for a damaged record, which was never reported as sealed.
    private func readableBranch(_ id: String) -> SealedBranch? {
        do { return try sealedBranch(id) } catch { return nil }
    }

    func record<Record: Decodable>(_ name: String, in id: String) throws -> Record? {
        guard Self.isID(id) else { return nil }
        let tree = FileTree(root: folder)
        let path = TreePath("\(id)/\(name)")
        guard let entry = try tree.entry(path), entry.type == .file else { return nil }
        let bytes = try tree.open(path, O_RDONLY).read(upTo: Self.recordBytes, of: path.text)
        do {
            return try JSONDecoder().decode(Record.self, from: Data(bytes))
        } catch {
            throw AirlockError(
                .backendFailed, "\(self.path)/\(path.text) is damaged", hint: "restore it from a copy", cause: error)
        }
    }

    /// Whole or not at all, and on the disk when it returns: write, sync, rename, sync the folder. Its own name in the one above
    /// was written with what the layer holds.
    private func writeRecord(_ value: JSONValue, named name: String, in id: String) throws(SystemFailure) {
        let tree = FileTree(root: folder)
        let temporary = TreePath("\(id)/\(name).tmp")
        let file = try tree.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        try file.write(value.canonical, as: temporary.text)
        try file.sync(temporary.text)
        try systemCall("rename \(temporary.text)") {
            renameat(folder.number, "\(id)/\(name).tmp", folder.number, "\(id)/\(name)")
        }
        try tree.open(TreePath(id), O_RDONLY | O_DIRECTORY).sync(id)
    }
}
