import AirlockCore

/// A project's name, and what each ecosystem makes of it.
struct ProjectName: Sendable, Hashable, CustomStringConvertible {
    /// As given; the project's folder too.
    let description: String

    /// - Throws: `.invalidRequest` for anything but ASCII letters, digits, `.`, `_` and `-`, at most 64, beginning with a
    ///   letter, a digit or `_`.
    init(_ text: String) throws(AirlockError) {
        let allowed = text.utf8.allSatisfy { Self.isLetterOrDigit($0) || "._-".utf8.contains($0) }
        guard allowed, 1...64 ~= text.utf8.count, !text.hasPrefix("."), !text.hasPrefix("-") else {
            throw AirlockError(
                .invalidRequest, "project_builder.name: \(text.prefix(100).debugDescription) is no project name",
                hint: "up to 64 letters, digits, . _ and -, beginning with a letter or digit, e.g. \"hook_notes\"")
        }
        description = text
    }

    var folder: WorkspacePath { get throws(AirlockError) { try WorkspacePath(description) } }

    /// Lower case with `_`, beginning with a letter: `hook-notes` → `hook_notes`, `3d` → `p3d`.
    var snake: String {
        let words = words.map { $0.lowercased() }.joined(separator: "_")
        guard let first = words.utf8.first, !words.isEmpty else { return "project" }
        return Self.isDigit(first) ? "p" + words : words
    }

    /// Words together, each with a capital: `hook_notes` → `HookNotes`, `PoCApi` stays. Collides with no keyword and no
    /// name of the C or C++ libraries, as none of those is written so.
    var camel: String {
        let joined = words.map { word in
            let rest = word.dropFirst()
            return word.prefix(1).uppercased() + (word == word.uppercased() ? rest.lowercased() : String(rest))
        }.joined()
        guard let first = joined.utf8.first else { return "Project" }
        return Self.isDigit(first) ? "P" + joined : joined
    }

    /// A Python package that hides no module of the standard library or of the test runner.
    var pythonModule: String { PythonNames.taken.contains(snake) ? snake + "_app" : snake }

    /// A C# namespace that hides none that the project uses.
    var dotnetNamespace: String {
        ["System", "Microsoft", "Xunit", "Program", "Windows", "Tests"].contains(camel) ? camel + "App" : camel
    }

    /// As package registries want it: lower case, beginning and ending with a letter or digit (PEP 508, npm's package.json).
    var package: String {
        let lowered = description.lowercased()
        let kept = lowered.drop { "._-".contains($0) }
        guard let end = kept.lastIndex(where: { !"._-".contains($0) }) else { return "project" }
        return String(kept[...end])
    }

    private var words: [String] {
        description.split { "._-".contains($0) }.map { String($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}
