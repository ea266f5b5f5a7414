public import AirlockCore
import Glibc

/// Shows changes to a person, within a number of bytes. Blocks.
struct BranchDiff {
    let newer: MergedView
    let older: MergedView
    /// Bytes of the whole diff.
    let limit: Int
    private var text: [UInt8] = []
    private var leftOut = 0

    /// Bytes of a file that is shown line by line.
    private static let fileBytes = 256 << 10
    /// Lines of one; comparing takes up to their product of steps.
    private static let fileLines = 4000

    init(newer: MergedView, older: MergedView, limit: Int) {
        self.newer = newer
        self.older = older
        self.limit = limit
    }

    static func text(of changes: [FileChange], from older: MergedView, to newer: MergedView, limit: Int) throws
        -> String
    {
        var diff = BranchDiff(newer: newer, older: older, limit: limit)
        for change in changes {
            // What comes after the limit is only counted: nothing more is read.
            if diff.leftOut > 0 { diff.leftOut += 1 } else { diff.append(try diff.lines(for: change)) }
        }
        let shown = String(decoding: diff.text, as: UTF8.self)
        return diff.leftOut == 0 ? shown : shown + "[… \(diff.leftOut) more changed paths left out …]\n"
    }

    private mutating func append(_ lines: [String]) {
        let bytes = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
        if text.count + bytes.count <= limit {
            text += bytes
            return
        }
        // Whole lines as far as they fit.
        for line in lines {
            guard text.count + line.utf8.count + 1 <= limit else { break }
            text += Array(line.utf8) + [UInt8(ascii: "\n")]
        }
        leftOut += 1
    }

    private func lines(for change: FileChange) throws -> [String] {
        let path = TreePath(change.path)
        let name = change.path.printable
        let old = try older.find(path)
        let new = change.kind == .deleted ? nil : try newer.find(path)
        switch change.type {
        case .folder: return ["\(change.kind) folder \(name)"]
        case .other: return ["\(change.kind) special file \(name)"]
        case .symlink:
            guard let new, let target = try? newer.layers[new.layer].target(ofSymlink: path) else {
                return ["\(change.kind) symlink \(name)"]
            }
            return ["\(change.kind) symlink \(name) → \(String(decoding: target, as: UTF8.self).printable)"]
        case .file: break
        }
        let before = try old.flatMap { try Self.lines(of: path, in: older.layers[$0.layer], $0.entry) }
        let after =
            change.kind == .deleted
            ? [] : try new.flatMap { try Self.lines(of: path, in: newer.layers[$0.layer], $0.entry) }
        let mode = old.map { $0.entry.mode } ?? change.mode
        var shown: [String] = []
        if change.kind == .changed, mode != change.mode {
            shown.append("mode of \(name): \(String(mode, radix: 8)) → \(String(change.mode, radix: 8))")
        }
        guard let after, before != nil || old == nil || old?.entry.type != .file else {
            return shown + [
                "\(change.kind) file \(name): \(old?.entry.size ?? 0) → \(change.size) bytes, not shown as text"
            ]
        }
        let hunks = UnifiedDiff.hunks(from: before ?? [], to: after)
        if hunks.isEmpty { return shown.isEmpty ? ["\(change.kind) empty file \(name)"] : shown }
        let header = [
            "--- \(change.kind == .added ? "/dev/null" : "a/\(name)")",
            "+++ \(change.kind == .deleted ? "/dev/null" : "b/\(name)")",
        ]
        return shown + header + hunks.map(\.printable)
    }

    /// Nil for what isn't text or is too long.
    private static func lines(
        of path: TreePath, in tree: FileTree, _ entry: FileTree.Entry
    ) throws(SystemFailure) -> [String]? {
        guard entry.type == .file, entry.size <= fileBytes else { return nil }
        let bytes = try tree.open(path, O_RDONLY | O_NONBLOCK).read(upTo: fileBytes, of: path.text)
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        if lines.last == "" { lines.removeLast() } else { lines.append("\\ No newline at end of file") }
        return lines.count <= fileLines ? lines : nil
    }
}

extension OverlaySandbox: BranchInspector {
    public func diff(of branch: SealedBranch, limit: Int) async throws -> String {
        if branch.effect.changes.isEmpty { return "" }
        let store = store
        return try await onOwnThread {
            guard try store.isWaiting(branch.id) else {
                throw AirlockError(
                    .notFound, "no branch \(branch.id.prefix(40).debugDescription)", hint: "it was promoted or dropped")
            }
            return try BranchDiff.text(
                of: branch.effect.changes, from: try store.view(of: branch.base),
                to: try store.view(ofLayers: [branch.id]), limit: limit)
        }
    }
}
