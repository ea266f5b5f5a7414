/// What a site asks programs not to read (RFC 9309).
struct RobotsRules: Sendable, Hashable {
    private struct Rule: Sendable, Hashable {
        let allows: Bool
        let pattern: [UInt8]
    }

    /// RFC 9309, 2.5: at least 500 KiB are read.
    static let maximumBytes = 500 << 10
    private static let maximumRules = 5000

    private let rules: [Rule]

    static let none = RobotsRules(rules: [])
    /// For a site whose rules can't be had because its server fails (2.3.1.4).
    static let everything = RobotsRules(rules: [Rule(allows: false, pattern: Array("/".utf8))])

    private init(rules: [Rule]) { self.rules = rules }

    /// - Parameter agent: Our product token.
    init(_ text: String, agent: String) {
        var named: [Rule] = []
        var general: [Rule] = []
        var isNamed = false
        var isGeneral = false
        var hasNamed = false
        var inAgents = false
        for line in text.split(whereSeparator: \.isNewline) {
            let plain = line.prefix { $0 != "#" }
            guard let colon = plain.firstIndex(of: ":") else { continue }
            let key = Self.trimmed(plain[..<colon]).lowercased()
            let value = Self.trimmed(plain[plain.index(after: colon)...])
            switch key {
            case "user-agent":
                if !inAgents { (isNamed, isGeneral) = (false, false) }
                inAgents = true
                let token = value.prefix { $0.isLetter || $0 == "-" || $0 == "_" }.lowercased()
                if token == agent.lowercased() { (isNamed, hasNamed) = (true, true) }
                if value == "*" { isGeneral = true }
            case "allow", "disallow":
                inAgents = false
                guard !value.isEmpty, named.count + general.count < Self.maximumRules else { continue }
                let rule = Rule(allows: key == "allow", pattern: Array(value.utf8))
                if isNamed { named.append(rule) }
                if isGeneral { general.append(rule) }
            default: break
            }
        }
        rules = hasNamed ? named : general
    }

    /// - Parameter path: With its query. The longest rule that matches counts, of equals the one that allows.
    func allows(_ path: String) -> Bool {
        let path = Array(path.utf8)
        let matching = rules.filter { Self.matches(path, $0.pattern) }
        guard let longest = matching.map(\.pattern.count).max() else { return true }
        return matching.contains { $0.pattern.count == longest && $0.allows }
    }

    /// `*` stands for anything, `$` at the end for the end. Backtracks to the last star only, so it takes at most the product of both lengths.
    private static func matches(_ path: [UInt8], _ pattern: [UInt8]) -> Bool {
        let isAnchored = pattern.last == UInt8(ascii: "$")
        let pattern = isAnchored ? Array(pattern.dropLast()) : pattern + [UInt8(ascii: "*")]
        var at = 0
        var next = 0
        var star: (pattern: Int, path: Int)?
        while at < path.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                star = (next, at)
                next += 1
            } else if next < pattern.count, pattern[next] == path[at] {
                at += 1
                next += 1
            } else if let last = star {
                star = (last.pattern, last.path + 1)
                (next, at) = (last.pattern + 1, last.path + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
