import AirlockCore
import CSandbox

/// Reads from a branch's own layer what a run did to the files of the layers below.
///
/// A file that was only touched (same bytes, same mode, another time) is no change, nor is a folder that the overlay copied
/// up to hold a change.
struct EffectMeasure {
    let upper: FileTree
    let lower: MergedView
    let limits: MeasureLimits
    private var changes: [FileChange] = []
    private var budget: ByteBudget
    /// For what was there before, so that a deletion is never refused for its size.
    private var budgetBefore: ByteBudget

    init(upper: FileTree, lower: MergedView, limits: MeasureLimits) {
        self.upper = upper
        self.lower = lower
        self.limits = limits
        budget = ByteBudget(limits.bytes)
        budgetBefore = ByteBudget(limits.bytesBefore)
    }

    /// Changes sorted by the bytes of their paths.
    /// - Throws: `.limitExceeded`, `.backendFailed`.
    static func changes(upper: FileTree, lower: MergedView, limits: MeasureLimits) throws -> [FileChange] {
        var measure = EffectMeasure(upper: upper, lower: lower, limits: limits)
        try measure.checkSize()
        var waiting = [lower.root]
        while let folder = waiting.popLast() { waiting += try measure.visit(folder) }
        return measure.changes.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Sizes come before contents: to hash what fits and then give up would take minutes.
    private func checkSize() throws {
        var (bytes, entries): (UInt64, UInt64) = (0, 0)
        try shimCall("add up a branch") {
            airlock_usage(upper.root.number, 1, UInt64(max(limits.bytes, 0)), .max, &bytes, &entries)
        }
        var whole = budget
        try whole.take(Int(clamping: bytes), for: "the changed files")
    }

    /// `folder` exists in the upper layer; its parts are what the lower chain showed in its place.
    /// - Returns: The folders of the upper layer below it.
    private mutating func visit(_ folder: MergedView.Folder) throws -> [MergedView.Folder] {
        guard folder.path.bytes.count <= limits.pathBytes else {
            throw AirlockError(
                .limitExceeded, "a path is longer than \(limits.pathBytes) bytes", hint: "use shorter paths")
        }
        var below: [MergedView.Folder] = []
        // Sorted, so that what a budget leaves out is the same each time.
        let names = try upper.names(in: folder.path).sorted { $0.lexicographicallyPrecedes($1) }
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
        if entry.type == .file { try budget.take(entry.size, for: "the changed files") }
        let after = try upper.state(path, entry, isHashed: true)
        let before = try old.map { try stateBefore(path, $0, now: entry) }
        // A special file that was made anew may be another one.
        if before == after, entry.type != .other { return }
        try append(path, before: before, after: after)
    }

    /// - Parameter now: What is there now, whose bytes were read: an old file that may be the same is read too.
    private mutating func stateBefore(
        _ path: TreePath, _ old: MergedView.Found, now: FileTree.Entry?
    ) throws(SystemFailure) -> FileState {
        let mayBeSame = now.map { $0.type == .file && $0.size == old.entry.size && $0.mode == old.entry.mode } ?? false
        let isHashed = old.entry.type == .file && (budgetBefore.takes(old.entry.size) || mayBeSame)
        return try lower.layers[old.layer].state(path, old.entry, isHashed: isHashed)
    }

    private mutating func recordDeletion(_ path: TreePath, _ old: MergedView.Found) throws {
        try append(path, before: try stateBefore(path, old, now: nil), after: nil)
        if old.entry.type == .folder {
            try recordDeletions(in: MergedView.Folder(path: path, parts: old.parts))
        }
    }

    private mutating func recordDeletions(in folder: MergedView.Folder) throws {
        var gone: [(TreePath, MergedView.Found)] = []
        try lower.walk(folder) { path, found in
            gone.append((path, found))
            return true
        }
        for (path, found) in gone { try append(path, before: try stateBefore(path, found, now: nil), after: nil) }
    }

    private mutating func append(_ path: TreePath, before: FileState?, after: FileState?) throws {
        guard changes.count < limits.changes else {
            throw AirlockError(
                .limitExceeded, "more than \(limits.changes) paths changed", hint: "work on fewer files at a time")
        }
        if let change = FileChange(path: path.text, before: before, after: after) { changes.append(change) }
    }
}

/// How much a measurement takes in before it gives up, and the branch with it.
struct MeasureLimits: Sendable {
    /// Paths.
    var changes = 200_000
    /// Of all files that were written.
    var bytes = 8 << 30
    /// Of all files that were there before; those over it are recorded without a hash.
    var bytesBefore = 1 << 30
    /// Of one path; the kernel takes 4,096.
    var pathBytes = 3_800
}
