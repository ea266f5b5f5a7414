public import AirlockCore
import Foundation
import Glibc

/// Copies a host folder into the first layer of a job. The host's files are read once and never written. Blocks.
struct FolderImport {
    let source: FileTree
    let target: FileTree
    let owner: SandboxUser
    /// Folders of our own, should they lie below the source.
    let excluded: [OpenFile]
    private(set) var copied = 0
    private(set) var skipped: [String] = []
    private var budget = ByteBudget()

    /// Files and folders of one import.
    private static let limit = 1_000_000

    init(source: FileTree, target: FileTree, owner: SandboxUser, excluded: [OpenFile]) {
        self.source = source
        self.target = target
        self.owner = owner
        self.excluded = excluded
    }

    mutating func copy() throws {
        var waiting = [TreePath.root]
        while let folder = waiting.popLast() {
            for name in try source.names(in: folder) {
                let path = folder.appending(name)
                guard let entry = try source.entry(path) else { continue }
                copied += 1
                guard copied <= Self.limit else {
                    throw AirlockError(
                        .limitExceeded, "the folder holds more than \(Self.limit) files",
                        hint: "choose a smaller folder")
                }
                if try copy(path, entry) { waiting.append(path) }
            }
        }
    }

    /// Whether it is a folder to go into.
    private mutating func copy(_ path: TreePath, _ entry: FileTree.Entry) throws -> Bool {
        let mode = UInt32(entry.mode & 0o777)
        switch entry.type {
        case .folder:
            if try isExcluded(path) {
                skipped.append(path.text)
                return false
            }
            try target.makeFolder(path, mode: mode | 0o700)
            try owner.take(try target.open(path, O_RDONLY | O_DIRECTORY), mode: mode | 0o700)
            return true
        case .file:
            try budget.take(entry.size, for: "the folder's files")
            let (file, _) = try target.copyFile(from: source, path, to: path, mode: mode | 0o400)
            try owner.take(file, mode: mode | 0o400)
        case .symlink:
            let link = try source.target(ofSymlink: path)
            if Self.staysInside(link, from: path) {
                try target.makeSymlink(path, to: link)
                try owner.takeSymlink(path, of: target)
            } else {
                skipped.append(path.text)
            }
        case .other: skipped.append(path.text)
        }
        return false
    }

    private func isExcluded(_ path: TreePath) throws -> Bool {
        let folder = try source.open(path, O_RDONLY | O_DIRECTORY)
        return try excluded.contains { try $0.isSame(as: folder) }
    }

    /// By its words alone: a relative target that never climbs above the folder imported.
    static func staysInside(_ link: [UInt8], from path: TreePath) -> Bool {
        guard let first = link.first, first != UInt8(ascii: "/") else { return false }
        var depth = path.bytes.split(separator: UInt8(ascii: "/")).count - 1
        for part in link.split(separator: UInt8(ascii: "/")) where part != [0x2e] {
            depth += part == [0x2e, 0x2e] ? -1 : 1
            if depth < 0 { return false }
        }
        return true
    }
}

extension OverlaySandbox {
    /// Copies a host folder into a snapshot: regular files, folders, and symlinks that stay inside. Our own
    /// state folder is left out, wherever it lies.
    /// - Returns: The snapshot; `.empty` for a folder without any.
    /// - Throws: `.notFound` if there is no such folder, `.invalidRequest` for our own state folder, `.limitExceeded`, `.backendFailed`.
    public func importFolder(_ path: String) async throws -> Snapshot {
        let store = store
        return try await onOwnThread {
            let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            guard let source = try? OpenFile.folder(resolved) else {
                throw AirlockError(
                    .notFound, "no folder \(path)", hint: "name a folder that exists and that you may read")
            }
            let excluded = [store.folder, try store.stateFolder()]
            if try excluded.contains(where: { try $0.isSame(as: source) }) {
                throw AirlockError(
                    .invalidRequest, "\(path) is Airlock's own state", hint: "name the folder of your project")
            }
            let id = try store.makeBranch()
            do {
                var work = FolderImport(
                    source: FileTree(root: source), target: try store.data(of: id), owner: store.owner,
                    excluded: excluded)
                try work.copy()
                if try work.target.names(in: .root).isEmpty {
                    try store.drop(id)
                    return .empty
                }
                try store.adopt(
                    LayerManifest(id: id, parent: Snapshot.empty.id, digest: "imported", entries: work.copied))
                return Snapshot(id: id)
            } catch {
                try? store.drop(id)
                throw error
            }
        }
    }
}
