/// Which words of a task name a file.
enum PathWords {
    private static let names: Set<String> = [
        "readme", "makefile", "dockerfile", "license", "changelog", "gemfile", "procfile", ".gitignore",
        ".dockerignore",
        ".editorconfig", ".gitattributes", ".env",
    ]
    private static let notPaths: Set<String> = [
        "node.js", "next.js", "vue.js", "express.js", "asp.net", ".net", "e.g", "i.e", "etc", "т.е", "т.д", "т.п",
        "and/or",
    ]
    private static let folders = [
        "src/", "docs/", "doc/", "test/", "tests/", "lib/", "app/", "scripts/", "./", "include/",
    ]

    static func isPath(_ word: String) -> Bool {
        let lower = word.lowercased()
        guard !lower.contains("://"), !lower.contains("@"), !lower.contains("="), !notPaths.contains(lower) else {
            return false
        }
        if names.contains(lower) || folders.contains(where: { lower.hasPrefix($0) && lower.count > $0.count }) {
            return true
        }
        guard let dot = lower.lastIndex(of: "."), dot != lower.startIndex else { return false }
        let stem = lower[..<dot]
        let suffix = lower[lower.index(after: dot)...]
        return (1...8).contains(suffix.count) && suffix.allSatisfy { $0.isLetter || $0.isNumber }
            && suffix.contains { $0.isLetter } && stem.contains { $0.isLetter || $0.isNumber }
            && !isDomain(lower)
    }

    /// `example.com`, `www.example.org`: a site, not a file.
    private static func isDomain(_ word: String) -> Bool {
        word.hasPrefix("www.") || [".com", ".org", ".net", ".io", ".dev", ".ru"].contains { word.hasSuffix($0) }
    }
}
