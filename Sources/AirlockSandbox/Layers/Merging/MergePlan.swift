/// When layers are merged: a log-structured merge (O'Neil et al., 1996) by powers of ``fan``.
///
/// A layer's level is the logarithm of its entries, so a large one is never rewritten for the sake of a few small ones, and a
/// path is rewritten as often as there are levels.
enum MergePlan {
    /// Layers of one level that are left alone, and one.
    static let fan = 8
    /// Layers of one chain, however large.
    static let longest = 100

    /// - Parameter entries: Of a chain's layers, in order.
    /// - Returns: Layers to merge, at least two; nil if the chain is fine.
    static func range(in entries: [Int]) -> Range<Int>? {
        let levels = entries.map(level)
        for level in 0...(levels.max() ?? 0) {
            var start = 0
            for end in 0...levels.count where end == levels.count || levels[end] > level {
                if levels[start..<end].count(where: { $0 == level }) >= fan { return start..<end }
                start = end + 1
            }
        }
        return entries.count > longest ? allButLargest(entries) : nil
    }

    static func level(_ entries: Int) -> Int {
        var level = 0
        var reach = fan
        while entries + 1 >= reach, level < 20 {
            level += 1
            reach *= fan
        }
        return level
    }

    /// On the side of the largest where there are more.
    private static func allButLargest(_ entries: [Int]) -> Range<Int> {
        let largest = entries.indices.max { entries[$0] < entries[$1] } ?? 0
        let newer = 0..<largest
        let older = (largest + 1)..<entries.count
        return newer.count > older.count ? newer : older
    }
}
