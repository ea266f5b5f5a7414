import AirlockCore

/// Reads from a branch's own layer what a run did to the files of the layers below.
///
/// A file that was only touched (same bytes, same mode, another time) is no change, nor is a folder that the overlay copied
/// up to hold a change. The bytes of deleted files are not looked at.
struct EffectMeasure {
    let upper: FileTree
    let lower: MergedView
    let limits: MeasureLimits
    private var changes: [FileChange] = []
    private var budget: ByteBudget

    init(upper: FileTree, lower: MergedView, limits: MeasureLimits) {
        self.upper = upper
        self.lower = lower
        self.limits = limits
        budget = ByteBudget(limits.bytes)
    }

    /// Changes sorted by the bytes of their paths.
    /// - Throws: `.limitExceeded`, `.backendFailed`.
    static func changes(upper: FileTree, lower: MergedView, limits: MeasureLimits) throws -> [FileChange] {
        var measure = EffectMeasure(upper: upper, lower: lower, limits: limits)
        var waiting = [lower.root]
        while let folder = waiting.popLast() { waiting += try measure.visit(folder) }
        return measure.changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// `folder` exists in the upper layer; its parts are what the lower chain showed in its place.
    /// - Returns: The folders of the upper layer below it.
    private mutating func visit(_ folder: MergedView.Folder) throws -> [MergedView.Folder] {
        guard folder.path.bytes.count <= limits.pathBytes else {
            throw AirlockError(
                .limitExceeded, "a path is longer than \(limits.pathBytes) bytes", hint: "use shorter paths")
        }
        var below: [MergedView.Folder] = []
        let names = try upper.names(in: folder.path)
        let hides = try folder.isReplaced || upper.isOpaque(folder.path)
        for name in names {
            let path = folder.path.appending(name)
            guard let seen = try upper.entry(path) else { continue }
            let old = try lower.find(name, in: folder)
            if seen.isWhiteout {
                if let old { try recordDeletion(path, old) }
                continue
            }
            let entry = try normalize(path, seen)
            try record(path, entry, old)
            if entry.type == .folder {
                below.append(MergedView.Folder(path: path, parts: old?.parts ?? [], isReplaced: hides))
            } else if let old, old.entry.type == .folder {
                try recordDeletions(in: MergedView.Folder(path: path, parts: old.parts))
            }
        }
        if hides, !folder.parts.isEmpty {
            let kept = Set(names)
            for name in try lower.names(in: folder) where !kept.contains(name) {
                if let old = try lower.find(name, in: folder) {
                    try recordDeletion(folder.path.appending(name), old)
                }
            }
        }
        return below
    }

    /// Folders stay open and files readable to their owner, whatever a program did, so that layers can always be read and
    /// removed; setuid, setgid and sticky bits are taken away.
    private func normalize(_ path: TreePath, _ entry: FileTree.Entry) throws(SystemFailure) -> FileTree.Entry {
        let wanted: Int
        switch entry.type {
        case .file: wanted = entry.mode & 0o777 | 0o400
        case .folder: wanted = entry.mode & 0o777 | 0o700
        case .symlink, .other: return entry
        }
        if wanted != entry.mode { try upper.setMode(wanted, of: path) }
        var normal = entry
        normal.mode = wanted
        return normal
    }

    private mutating func record(_ path: TreePath, _ entry: FileTree.Entry, _ old: MergedView.Found?) throws {
        var size = 0
        var hash: String?
        switch entry.type {
        case .file:
            size = entry.size
            try budget.take(size, for: "the changed files")
            hash = try upper.hash(path)
        case .symlink:
            let target = try upper.target(ofSymlink: path)
            size = target.count
            hash = SHA256.hex(target)
        case .folder, .other: break
        }
        if let old, try isSame(old, path, entry, hash) { return }
        try append(
            FileChange(
                path: path.text, kind: old == nil ? .added : .changed, type: entry.type,
                mode: entry.type == .symlink ? 0 : entry.mode, size: size, sha256: hash))
    }

    private func isSame(
        _ old: MergedView.Found, _ path: TreePath, _ entry: FileTree.Entry, _ hash: String?
    ) throws(SystemFailure) -> Bool {
        guard old.entry.type == entry.type else { return false }
        let layer = lower.layers[old.layer]
        switch entry.type {
        case .folder: return old.entry.mode == entry.mode
        case .file:
            guard old.entry.mode == entry.mode, old.entry.size == entry.size else { return false }
            return try layer.hash(path) == hash
        case .symlink: return SHA256.hex(try layer.target(ofSymlink: path)) == hash
        case .other: return false
        }
    }

    private mutating func recordDeletion(_ path: TreePath, _ old: MergedView.Found) throws {
        try append(
            FileChange(path: path.text, kind: .deleted, type: old.entry.type, mode: 0, size: 0, sha256: nil))
        if old.entry.type == .folder {
            try recordDeletions(in: MergedView.Folder(path: path, parts: old.parts))
        }
    }

    private mutating func recordDeletions(in folder: MergedView.Folder) throws {
        var gone: [(TreePath, FileChange.FileType)] = []
        try lower.walk(folder) { path, found in
            gone.append((path, found.entry.type))
            return true
        }
        for (path, type) in gone {
            try append(FileChange(path: path.text, kind: .deleted, type: type, mode: 0, size: 0, sha256: nil))
        }
    }

    private mutating func append(_ change: FileChange) throws {
        guard changes.count < limits.changes else {
            throw AirlockError(
                .limitExceeded, "more than \(limits.changes) paths changed", hint: "work on fewer files at a time")
        }
        changes.append(change)
    }
}

/// How much a measurement takes in before it gives up, and the branch with it.
struct MeasureLimits: Sendable {
    /// Paths.
    var changes = 200_000
    /// Of all files that were written.
    var bytes = 16 << 30
    /// Of one path; the kernel takes 4,096.
    var pathBytes = 3_800
}
