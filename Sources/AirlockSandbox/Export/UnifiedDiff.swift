/// The hunks of a unified diff (POSIX diff, "Diff -u Output Format").
enum UnifiedDiff {
    private static let context = 3

    /// One line of either file, with where it stands in both.
    private struct Line {
        let mark: Character
        let text: String
        let old: Int
        let new: Int
    }

    /// Empty if the files are the same.
    static func hunks(from old: [String], to new: [String]) -> [String] {
        let all = merged(old, new)
        let changed = all.indices.filter { all[$0].mark != " " }
        var hunks: [String] = []
        var next = changed.startIndex
        while next < changed.endIndex {
            var last = next
            while last + 1 < changed.endIndex, changed[last + 1] - changed[last] <= 2 * context { last += 1 }
            let range = max(0, changed[next] - context)...min(all.count - 1, changed[last] + context)
            hunks += hunk(all[range])
            next = last + 1
        }
        return hunks
    }

    private static func merged(_ old: [String], _ new: [String]) -> [Line] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var (i, j) = (0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                lines.append(Line(mark: "-", text: old[i], old: i, new: j))
                i += 1
            } else if j < new.count, inserted.contains(j) {
                lines.append(Line(mark: "+", text: new[j], old: i, new: j))
                j += 1
            } else {
                lines.append(Line(mark: " ", text: old[i], old: i, new: j))
                i += 1
                j += 1
            }
        }
        return lines
    }

    private static func hunk(_ lines: ArraySlice<Line>) -> [String] {
        guard let first = lines.first else { return [] }
        let oldCount = lines.count { $0.mark != "+" }
        let newCount = lines.count { $0.mark != "-" }
        // A range of no lines is named by the line before it.
        let oldStart = first.old + (oldCount == 0 ? 0 : 1)
        let newStart = first.new + (newCount == 0 ? 0 : 1)
        return ["@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@"] + lines.map { "\($0.mark)\($0.text)" }
    }
}
