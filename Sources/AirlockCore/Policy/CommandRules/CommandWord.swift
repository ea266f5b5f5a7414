/// What a word of an allowed command may be. The raw value is its name in a policy file.
enum CommandWord: String, Sendable, CaseIterable {
    /// Stays inside the workspace: relative, and never climbs out of it, seen from the folder that the command runs in.
    case path
    /// The same, and not the workspace itself.
    case pathBelow = "path_below"
    /// The same as `path`, and neither `-`, which often means standard input, nor with a `:`, as on another machine.
    case file
    /// The same, without any `..`: a folder that the rest of the command is about.
    case folder
    /// A Python source file inside the workspace.
    case pythonFile = "python_file"
    /// A JavaScript source file inside the workspace.
    case javaScriptFile = "javascript_file"
    /// Letters, digits and `. _ - : / @ + ,`, beginning with a letter or digit.
    case name
    /// Never read as a path or a name.
    case text
    /// The same, for a flag whose value must be attached (`--format=%H`): what follows it is something else.
    case attachedText = "attached_text"
    /// Digits; a flag may do without.
    case count
    /// `NAME=VALUE`, the value not leading out of the workspace.
    case definition
    /// A sed script that prints, deletes or substitutes, and neither runs nor writes anything.
    case sedScript = "sed_script"
    /// An awk program that neither runs nor writes anything.
    case awkProgram = "awk_program"
}

extension CommandWord {
    /// Why `word` isn't of this kind; nil if it is.
    func objection(to word: String, in folder: WorkspacePath) -> CommandObjection? {
        switch self {
        case .text, .attachedText: nil
        case .count: word.utf8.allSatisfy(\.isDigit) ? nil : .operand(word)
        case .path: Self.staysInside(word, in: folder) ? nil : .outside(word)
        case .pathBelow: Self.place(word, in: folder)?.components.isEmpty == false ? nil : .outside(word)
        case .file:
            word == "-" || word.utf8.contains(UInt8(ascii: ":"))
                ? .operand(word) : Self.staysInside(word, in: folder) ? nil : .outside(word)
        case .folder: Self.staysInside(word, in: .root) && !word.contains("..") ? nil : .outside(word)
        case .pythonFile: file(word, in: folder, endings: [".py"])
        case .javaScriptFile: file(word, in: folder, endings: [".js", ".mjs", ".cjs"])
        case .name: Self.isName(word) ? nil : .operand(word)
        case .definition: definition(word, in: folder)
        case .sedScript: SedScript.isHarmless(word) ? nil : .operand(word)
        case .awkProgram: AwkProgram.isHarmless(word) ? nil : .operand(word)
        }
    }

    private func file(_ word: String, in folder: WorkspacePath, endings: [String]) -> CommandObjection? {
        guard Self.staysInside(word, in: folder) else { return .outside(word) }
        return endings.contains(where: word.hasSuffix) ? nil : .operand(word)
    }

    private func definition(_ word: String, in folder: WorkspacePath) -> CommandObjection? {
        guard let equals = word.firstIndex(of: "="), Self.isName(String(word[..<equals])) else { return .operand(word) }
        return Self.staysInside(String(word[word.index(after: equals)...]), in: folder) ? nil : .outside(word)
    }

    /// Neither absolute, nor a home, drive, URL or option in disguise, nor climbing out. A backslash may be a separator to
    /// somebody, so it is refused.
    static func staysInside(_ word: String, in folder: WorkspacePath) -> Bool {
        isPlainlyInside(word) || place(word, in: folder) != nil
    }

    /// What most paths are, without looking closer: letters, digits and `. _ - /`, no `/` in front and never two dots in a row.
    private static func isPlainlyInside(_ word: String) -> Bool {
        var last = UInt8(ascii: "/")
        for byte in word.utf8 {
            switch byte {
            case UInt8(ascii: "/") where last == UInt8(ascii: "/"), UInt8(ascii: ".") where last == UInt8(ascii: "."):
                return false
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"): last = byte
            default:
                guard byte.isLetterOrDigit else { return false }
                last = byte
            }
        }
        return !word.isEmpty && word.utf8.count <= 1024
    }

    /// Where in the workspace a word leads, if it is beyond doubt that it stays there.
    static func place(_ word: String, in folder: WorkspacePath) -> WorkspacePath? {
        let bytes = Array(word.utf8.prefix(2))
        guard bytes.first != UInt8(ascii: "/"), bytes.first != UInt8(ascii: "~"),
            !word.utf8.contains(UInt8(ascii: "\\")), bytes.count < 2 || bytes[1] != UInt8(ascii: ":"),
            !hidesPath(word)
        else { return nil }
        return try? WorkspacePath(folder.components.isEmpty ? word : "\(folder)/\(word)")
    }

    /// A list or an assignment (`a=/etc`, `a:/etc`, `@/etc`), or a URL, may hide a path from a look at its start.
    private static func hidesPath(_ word: String) -> Bool {
        var last = UInt8(ascii: " ")
        for (index, byte) in word.utf8.enumerated() {
            switch (last, byte) {
            case (UInt8(ascii: "="), UInt8(ascii: "/")), (UInt8(ascii: ":"), UInt8(ascii: "/")),
                (UInt8(ascii: "@"), UInt8(ascii: "/")), (UInt8(ascii: ","), UInt8(ascii: "/")),
                (UInt8(ascii: "="), UInt8(ascii: "~")), (UInt8(ascii: ":"), UInt8(ascii: "~")):
                return true
            case (UInt8(ascii: "="), UInt8(ascii: ".")), (UInt8(ascii: ":"), UInt8(ascii: ".")),
                (UInt8(ascii: "@"), UInt8(ascii: ".")), (UInt8(ascii: ","), UInt8(ascii: ".")):
                if word.utf8.dropFirst(index + 1).first == byte { return true }
            default: break
            }
            last = byte
        }
        return false
    }

    private static func isName(_ word: String) -> Bool {
        guard let first = word.utf8.first, first.isLetterOrDigit else { return false }
        return word.utf8.allSatisfy { $0.isLetterOrDigit || ".-_:/@+,".utf8.contains($0) } && !word.contains("..")
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
