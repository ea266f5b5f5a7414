import AirlockCore

/// A unified diff (POSIX `diff -u`, and git's) whose lines can take on the ends of the lines that they are for.
struct UnifiedDiff: Sendable {
    private var lines: [String]
    /// Lines of hunks, by the file that they change.
    private let hunks: [String: [Int]]

    init(_ text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        self.lines = lines
        hunks = Self.hunks(of: lines)
    }

    /// Files that it changes, without the first folder of their names, sorted; no new ones.
    var paths: [String] { hunks.keys.sorted() }

    var text: String { lines.joined(separator: "\n") }

    /// Whether it has ends of lines as on Windows already.
    var hasCarriageReturns: Bool { lines.contains { $0.utf8.last == 0x0D } }

    mutating func addCarriageReturns(to path: String) {
        for index in hunks[path] ?? [] { lines[index] += "\r" }
    }

    private static func hunks(of lines: [String]) -> [String: [Int]] {
        var hunks: [String: [Int]] = [:]
        var path: String?
        var (old, new) = (0, 0)
        for (index, line) in lines.enumerated() {
            guard old > 0 || new > 0 else {
                if line.hasPrefix("--- ") { path = name(in: line) }
                if line.hasPrefix("@@ -") { (old, new) = counts(in: line) }
                continue
            }
            switch line.utf8.first {
            case UInt8(ascii: "+"): new -= 1
            case UInt8(ascii: "-"): old -= 1
            case UInt8(ascii: "\\"): continue
            default: (old, new) = (old - 1, new - 1)
            }
            if let path { hunks[path, default: []].append(index) }
        }
        return hunks
    }

    /// Of `--- a/NAME`, with or without a tab and a time; nil for no file and for a name in quotes.
    private static func name(in line: String) -> String? {
        let name = line.dropFirst(4).prefix { $0 != "\t" }
        guard name != "/dev/null", !name.hasPrefix("\""), let slash = name.firstIndex(of: "/") else { return nil }
        return String(name[name.index(after: slash)...])
    }

    /// Lines of both sides of `@@ -1,2 +3,4 @@`; a count that is left out is 1.
    private static func counts(in line: String) -> (Int, Int) {
        let words = line.split(separator: " ")
        guard words.count >= 3 else { return (0, 0) }
        let counts = words[1...2].map { word -> Int in
            let parts = word.dropFirst().split(separator: ",")
            return parts.count == 2 ? Int(parts[1]) ?? 0 : 1
        }
        return (counts[0], counts[1])
    }
}
