import AirlockCore

/// What one would have to do to one snapshot's files to get another's. Reads only where their layers differ. Blocks.
struct SnapshotComparison {
    struct Difference: Sendable {
        let path: TreePath
        let change: FileChange
    }

    let older: MergedView
    let newer: MergedView
    let limits: MeasureLimits
    private var differences: [Difference] = []
    private var budget: ByteBudget

    private init(older: MergedView, newer: MergedView, limits: MeasureLimits) {
        self.older = older
        self.newer = newer
        self.limits = limits
        budget = ByteBudget(limits.bytes)
    }

    /// One folder in both; nil where it isn't one.
    private struct Pair {
        let older: MergedView.Folder?
        let newer: MergedView.Folder?
    }

    /// - Returns: Sorted by path.
    /// - Throws: `.limitExceeded`, `.backendFailed`.
    static func differences(
        from older: MergedView, to newer: MergedView, limits: MeasureLimits
    ) throws -> [Difference] {
        var comparison = SnapshotComparison(older: older, newer: newer, limits: limits)
        var waiting = [Pair(older: older.root, newer: newer.root)]
        while let pair = waiting.popLast() {
            if !comparison.isShared(pair) { waiting += try comparison.visit(pair) }
        }
        return comparison.differences.sorted { $0.path < $1.path }
    }

    /// The same layers in the same order show the same.
    private func isShared(_ pair: Pair) -> Bool {
        guard let one = pair.older?.parts, let two = pair.newer?.parts, one.count == two.count else { return false }
        return zip(one, two).allSatisfy { older.ids[$0] == newer.ids[$1] }
    }

    private mutating func visit(_ pair: Pair) throws -> [Pair] {
        var inner: [Pair] = []
        let names = Set(try pair.older.map { try older.names(in: $0) } ?? [])
            .union(try pair.newer.map { try newer.names(in: $0) } ?? [])
        guard let path = pair.newer?.path ?? pair.older?.path else { return [] }
        for name in names {
            let old = try pair.older.flatMap { try older.find(name, in: $0) }
            let new = try pair.newer.flatMap { try newer.find(name, in: $0) }
            let child = path.appending(name)
            try compare(child, old, new)
            let folders = Pair(older: Self.folder(child, old), newer: Self.folder(child, new))
            if folders.older != nil || folders.newer != nil { inner.append(folders) }
        }
        return inner
    }

    private static func folder(_ path: TreePath, _ found: MergedView.Found?) -> MergedView.Folder? {
        guard let found, found.entry.type == .folder else { return nil }
        return MergedView.Folder(path: path, parts: found.parts)
    }

    private mutating func compare(_ path: TreePath, _ old: MergedView.Found?, _ new: MergedView.Found?) throws {
        // Merged layers hold the very files of those that they cover.
        if let old, let new, old.entry.inode == new.entry.inode, old.entry.device == new.entry.device { return }
        let before = try old.map { try state(path, $0, in: older) }
        let after = try new.map { try state(path, $0, in: newer) }
        guard before != after, let change = FileChange(path: path.text, before: before, after: after) else { return }
        guard differences.count < limits.changes else {
            throw AirlockError(
                .limitExceeded, "more than \(limits.changes) paths differ", hint: "choose snapshots closer together")
        }
        differences.append(Difference(path: path, change: change))
    }

    private mutating func state(
        _ path: TreePath, _ found: MergedView.Found, in view: MergedView
    ) throws -> FileState {
        if found.entry.type == .file { try budget.take(found.entry.size, for: "the files that differ") }
        return try view.layers[found.layer].state(path, found.entry, isHashed: true)
    }
}
