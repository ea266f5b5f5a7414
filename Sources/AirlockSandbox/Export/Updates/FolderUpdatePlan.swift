import AirlockCore
import Glibc

/// What an export into an existing host folder has to do there, and what stands in its way. Reads only. Blocks.
struct FolderUpdatePlan {
    /// One path of the host folder to write or to remove.
    struct Step: Sendable {
        let path: TreePath
        let change: FileChange

        var isDeletion: Bool { change.kind == .deleted }
    }

    /// How a folder of the host stands to what is to be put into it.
    private enum Standing {
        case there
        /// Not yet, or it will be made.
        case absent
        /// Something else is in its place.
        case blocked
        /// Airlock's own state.
        case ours
    }

    let target: FileTree
    /// Folders of our own, should they lie below the target.
    let excluded: [OpenFile]
    /// Sorted by path.
    private(set) var steps: [Step] = []
    private(set) var conflicts: [TreePath] = []
    private(set) var skipped: [TreePath] = []
    private var standings: [TreePath: Standing] = [:]

    /// - Parameter differences: Sorted by path.
    init(_ differences: [SnapshotComparison.Difference], target: FileTree, excluded: [OpenFile]) throws {
        self.target = target
        self.excluded = excluded
        for difference in differences { try consider(difference.path, difference.change) }
        try keepFoldersInUse()
    }

    private mutating func consider(_ path: TreePath, _ change: FileChange) throws {
        if Self.isIgnored(change) { return }
        let standing = try standing(of: path.parent)
        let type = change.type
        if standing == .ours || (type != .file && type != .folder) || Self.isReserved(path) {
            skipped.append(path)
        } else if try target.isAlready(change, path) {
            return
        } else if standing == .blocked {
            conflicts.append(path)
        } else if try target.isAs(change.before, at: path) {
            steps.append(Step(path: path, change: change))
            if type == .folder, change.kind != .deleted { standings[path] = .absent }
        } else {
            conflicts.append(path)
        }
    }

    /// Modes are masked, so these leave nothing to do.
    private static func isIgnored(_ change: FileChange) -> Bool {
        guard let before = change.before, change.kind == .changed, before.type == change.type else { return false }
        return change.type == .folder
            || (before.sha256 == change.sha256 && before.sha256 != nil && (before.mode ^ change.mode) & 0o100 == 0)
    }

    /// `.git`, or what might be one of our own stages.
    private static func isReserved(_ path: TreePath) -> Bool {
        let names = path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
        return names.contains(where: SnapshotExport.isGit) || names.first.map(UpdateStage.isStage) ?? false
    }

    private mutating func standing(of folder: TreePath) throws -> Standing {
        if let known = standings[folder] { return known }
        var standing = folder == .root ? Standing.there : try self.standing(of: folder.parent)
        if standing == .there { standing = try look(at: folder) }
        standings[folder] = standing
        return standing
    }

    private func look(at folder: TreePath) throws -> Standing {
        guard let entry = try target.entry(folder) else { return .absent }
        guard entry.type == .folder else { return .blocked }
        guard try entry.device == target.entry(.root)?.device else {
            throw AirlockError(
                .invalidRequest, "\(folder.text.printable) lies on another file system than the folder above it",
                hint: "export each into a folder of its own")
        }
        let opened = try target.open(folder, O_RDONLY | O_DIRECTORY)
        return try excluded.contains { try $0.isSame(as: opened) } ? .ours : .there
    }

    // MARK: Folders that go

    /// A folder in which the host has more than was known stays; where a file has to take its place, that is a conflict.
    private mutating func keepFoldersInUse() throws {
        var going = Set(steps.filter(\.isDeletion).map(\.path))
        var kept: Set<TreePath> = []
        for step in steps.reversed() where step.change.before?.type == .folder {
            let isEmptied = try target.names(in: step.path).allSatisfy { going.contains(step.path.appending($0)) }
            if isEmptied { continue }
            going.remove(step.path)
            kept.insert(step.path)
            if step.isDeletion { skipped.append(step.path) } else { conflicts.append(step.path) }
        }
        steps.removeAll { kept.contains($0.path) }
        conflicts.sort()
        skipped.sort()
    }
}

extension FileTree {
    /// Whether the host already has what a change would bring.
    func isAlready(_ change: FileChange, _ path: TreePath) throws -> Bool {
        guard change.kind != .deleted else { return try entry(path) == nil }
        guard let entry = try entry(path), entry.type == change.type else { return false }
        if change.type == .folder { return true }
        return try (entry.mode ^ change.mode) & 0o100 == 0 && hasBytes(of: change, path, entry)
    }

    func hasBytes(of change: FileChange, _ path: TreePath, _ entry: Entry) throws -> Bool {
        try entry.type == .file && change.type == .file && entry.size == change.size && hash(path) == change.sha256
    }

    /// Whether this stands at a path, whatever its mode. A file whose hash isn't known is never the same.
    func isAs(_ state: FileState?, at path: TreePath) throws -> Bool {
        guard let entry = try entry(path) else { return state == nil }
        guard let state, state.type == entry.type else { return false }
        switch entry.type {
        case .folder: return true
        case .file: return try entry.size == state.size && hash(path) == state.sha256
        case .symlink: return try SHA256.hex(target(ofSymlink: path)) == state.sha256
        case .other: return false
        }
    }
}
