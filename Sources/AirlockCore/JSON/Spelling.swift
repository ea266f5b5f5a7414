/// Finds what a person or model probably meant.
public enum Spelling {
    /// The nearest of `known` within an edit distance (insert, delete, replace, swap neighbours) of 2 and below the
    /// word's own length; the first of equals. Nil for words over 64 characters.
    public static func nearest(to word: String, among known: [String]) -> String? {
        let wanted = Array(word)
        guard (1...64).contains(wanted.count) else { return nil }
        var best: (word: String, distance: Int)?
        for candidate in known {
            let letters = Array(candidate)
            guard letters.count <= 66, abs(letters.count - wanted.count) <= 2 else { continue }
            let distance = distance(wanted, letters)
            guard distance <= 2, distance < wanted.count, distance < best?.distance ?? 3 else { continue }
            best = (candidate, distance)
        }
        return best?.word
    }

    /// `; did you mean "…"?`, or nothing.
    public static func suggestion(for word: String, among known: [String]) -> String {
        nearest(to: word, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// Optimal string alignment distance.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var older: [Int] = []
        var old = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(old[j] + (a[i] == b[j] ? 0 : 1), old[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
                row.append(cost)
            }
            (older, old) = (old, row)
        }
        return old[b.count]
    }
}
