/// One pass over the bytes of a line that has no `$`, no backtick and no invisible character.
struct CommandLineParser {
    struct Opaque: Error {
        let reason: String
    }

    /// Words that a shell doesn't take as a command's name where a name is expected.
    static let reserved: Set<String> = [
        "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "function",
        "select", "coproc", "[[", "]]",
    ]

    private let bytes: [UInt8]
    private var at = 0
    private var commands: [SimpleCommand] = []
    private var words: [String] = []
    private var word: [UInt8] = []
    private var isInWord = false
    /// No part of the word so far was quoted or escaped.
    private var isPlain = true

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parse() throws(Opaque) -> [SimpleCommand] {
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): try endWord()
            case UInt8(ascii: "'"): try takeSingleQuoted()
            case UInt8(ascii: "\""): try takeDoubleQuoted()
            case UInt8(ascii: "\\"): try takeEscaped()
            case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"): try endCommand(try connector(byte))
            default: try takePlain(byte)
            }
        }
        return try finish()
    }

    private mutating func finish() throws(Opaque) -> [SimpleCommand] {
        try endWord()
        if !words.isEmpty {
            try append(nil)
        } else {
            guard let last = commands.popLast(), last.then == .sequence else {
                throw Opaque(reason: commands.isEmpty ? "it is empty" : "a command is missing at its end")
            }
            commands.append(SimpleCommand(argv: last.argv, then: nil))
        }
        return commands
    }

    private mutating func takePlain(_ byte: UInt8) throws(Opaque) {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
            throw Opaque(reason: "it has a pattern that a shell would expand")
        case UInt8(ascii: "<"), UInt8(ascii: ">"): throw Opaque(reason: "it redirects input or output")
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            throw Opaque(reason: "it groups commands or expands braces")
        case UInt8(ascii: "!"): throw Opaque(reason: "it has an unquoted \"!\"")
        case UInt8(ascii: "#") where !isInWord: throw Opaque(reason: "it has a comment")
        case UInt8(ascii: "~") where expandsTilde: throw Opaque(reason: "it refers to a home folder (~)")
        default: take(byte)
        }
    }

    /// A tilde is expanded at the start of a word, and by some shells after `=` and `:`.
    private var expandsTilde: Bool {
        !isInWord || word.last == UInt8(ascii: "=") || word.last == UInt8(ascii: ":")
    }

    private mutating func take(_ byte: UInt8) {
        isInWord = true
        word.append(byte)
    }

    private mutating func takeSingleQuoted() throws(Opaque) {
        guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "'")) else {
            throw Opaque(reason: "a quote is not closed")
        }
        isInWord = true
        isPlain = false
        word += bytes[at..<end]
        at = end + 1
    }

    private mutating func takeDoubleQuoted() throws(Opaque) {
        isInWord = true
        isPlain = false
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\"), at < bytes.count,
                bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "\\")
            {
                word.append(bytes[at])
                at += 1
            } else {
                word.append(byte)
            }
        }
        throw Opaque(reason: "a quote is not closed")
    }

    private mutating func takeEscaped() throws(Opaque) {
        guard at < bytes.count else { throw Opaque(reason: "it ends with a backslash") }
        take(bytes[at])
        isPlain = false
        at += 1
    }

    private mutating func connector(_ byte: UInt8) throws(Opaque) -> Connector {
        let next = at < bytes.count ? bytes[at] : 0
        switch (byte, next) {
        case (UInt8(ascii: "&"), UInt8(ascii: "&")):
            at += 1
            return .and
        case (UInt8(ascii: "|"), UInt8(ascii: "|")):
            at += 1
            return .or
        case (UInt8(ascii: "&"), _): throw Opaque(reason: "it runs something in the background")
        case (UInt8(ascii: "|"), UInt8(ascii: "&")): throw Opaque(reason: "it redirects input or output")
        case (UInt8(ascii: "|"), _): return .pipe
        default: return .sequence
        }
    }

    private mutating func endWord() throws(Opaque) {
        guard isInWord else { return }
        let text = String(decoding: word, as: UTF8.self)
        if words.isEmpty {
            guard !text.isEmpty else { throw Opaque(reason: "a command has no name") }
            guard !text.utf8.contains(UInt8(ascii: "=")) else { throw Opaque(reason: "it sets a variable") }
            guard !isPlain || !Self.reserved.contains(text) else { throw Opaque(reason: "it is a script (\(text))") }
        }
        words.append(text)
        word.removeAll(keepingCapacity: true)
        isInWord = false
        isPlain = true
    }

    private mutating func endCommand(_ connector: Connector) throws(Opaque) {
        try endWord()
        guard !words.isEmpty else { throw Opaque(reason: "a command is missing before \"\(connector.rawValue)\"") }
        try append(connector)
    }

    private mutating func append(_ connector: Connector?) throws(Opaque) {
        guard commands.count < CommandLine.mostCommands else {
            throw Opaque(reason: "it has more than \(CommandLine.mostCommands) commands")
        }
        commands.append(SimpleCommand(argv: words, then: connector))
        words.removeAll(keepingCapacity: true)
    }
}
