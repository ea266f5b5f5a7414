import AirlockCore

/// A path pattern: `*` any characters of one name, `?` one, `[a-z]` and `[!a-z]` one of a set, `**` any folders.
/// Hidden names fit like others. Time is the product of the lengths, whatever the pattern.
struct GlobPattern: Sendable, Hashable {
    fileprivate enum Mark: Sendable, Hashable {
        case exactly(Character)
        case any
        case run
        case among([ClosedRange<Character>], negated: Bool)
    }

    fileprivate enum Part: Sendable, Hashable {
        case folders
        case name([Mark])
    }

    private let parts: [Part]

    /// - Throws: `.invalidRequest` for an absolute pattern, `..`, or a set that isn't closed.
    init(_ text: String) throws(AirlockError) {
        guard !text.hasPrefix("/") else { throw Self.invalid(text, "begins with /") }
        var parts: [Part] = []
        for name in text.split(separator: "/") where name != "." {
            guard name != ".." else { throw Self.invalid(text, "holds ..") }
            parts.append(name == "**" ? .folders : .name(try Self.marks(Array(name), of: text)))
        }
        guard !parts.isEmpty else { throw Self.invalid(text, "names nothing") }
        self.parts = parts
    }

    /// Whether the whole path fits.
    func matches(_ names: [String]) -> Bool {
        // open[i]: the parts before i fit the names read so far
        var open = [true] + [Bool](repeating: false, count: parts.count)
        passFolders(&open)
        for name in names {
            var next = [Bool](repeating: false, count: parts.count + 1)
            for (index, part) in parts.enumerated() where open[index] {
                switch part {
                case .folders: next[index] = true
                case .name(let marks): if Self.fits(Array(name), marks) { next[index + 1] = true }
                }
            }
            passFolders(&next)
            open = next
        }
        return open[parts.count]
    }

    /// `**` also stands for no folder at all.
    private func passFolders(_ open: inout [Bool]) {
        for (index, part) in parts.enumerated() where open[index] && part == .folders { open[index + 1] = true }
    }

    private static func fits(_ name: [Character], _ marks: [Mark]) -> Bool {
        var open = [true] + [Bool](repeating: false, count: marks.count)
        for (index, mark) in marks.enumerated() where open[index] && mark == .run { open[index + 1] = true }
        for character in name {
            var next = [Bool](repeating: false, count: marks.count + 1)
            for (index, mark) in marks.enumerated() where open[index] {
                if mark == .run { next[index] = true } else if mark.takes(character) { next[index + 1] = true }
            }
            for (index, mark) in marks.enumerated() where next[index] && mark == .run { next[index + 1] = true }
            open = next
        }
        return open[marks.count]
    }

    private static func marks(_ name: [Character], of text: String) throws(AirlockError) -> [Mark] {
        var marks: [Mark] = []
        var index = 0
        while index < name.count {
            switch name[index] {
            case "*": if marks.last != .run { marks.append(.run) }
            case "?": marks.append(.any)
            case "[": marks.append(try set(name, &index, of: text))
            default: marks.append(.exactly(name[index]))
            }
            index += 1
        }
        return marks
    }

    /// Reads `[…]`, leaving `index` at its end. A `]` that comes first stands for itself (POSIX 2.13.1).
    private static func set(
        _ name: [Character], _ index: inout Int, of text: String
    ) throws(AirlockError) -> Mark {
        index += 1
        let negated = index < name.count && (name[index] == "!" || name[index] == "^")
        if negated { index += 1 }
        var ranges: [ClosedRange<Character>] = []
        while index < name.count, name[index] != "]" || ranges.isEmpty {
            let first = name[index]
            if index + 2 < name.count, name[index + 1] == "-", name[index + 2] != "]" {
                let last = name[index + 2]
                guard first <= last else { throw invalid(text, "has a range that ends before it begins") }
                ranges.append(first...last)
                index += 3
            } else {
                ranges.append(first...first)
                index += 1
            }
        }
        guard index < name.count else { throw invalid(text, "has a [ without ]") }
        return .among(ranges, negated: negated)
    }

    private static func invalid(_ text: String, _ what: String) -> AirlockError {
        AirlockError(
            .invalidRequest, "file_ops.pattern: \(text.prefix(100).debugDescription) \(what)",
            hint: "patterns are relative to path, e.g. **/*.py")
    }
}

extension GlobPattern.Mark {
    fileprivate func takes(_ character: Character) -> Bool {
        switch self {
        case .exactly(let wanted): character == wanted
        case .any, .run: true
        case .among(let ranges, let negated): ranges.contains { $0.contains(character) } != negated
        }
    }
}
