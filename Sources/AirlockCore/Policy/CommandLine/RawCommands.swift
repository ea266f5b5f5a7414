extension CommandLine {
    /// How to read a line that we can't read exactly.
    enum Reading: Sendable {
        /// A backslash takes the next character as it is.
        case posix
        /// A backslash is a letter; a backtick (PowerShell) or a caret (cmd) takes the next character as it is.
        case windows
    }

    /// The words of a line, parted into what might be commands. Loose on purpose, and fit for deny rules only: it never
    /// fails, sees commands also where there are none, and knows of expansion only the tricks that hide a blank.
    static func rawWords(_ text: String, as reading: Reading) -> [[String]] {
        var reader = RawReader(text, as: reading)
        let commands = reader.read()
        guard reader.isInQuote else { return commands }
        // A quote that is never closed may be there to hide what follows.
        var again = RawReader(text.filter { $0 != "'" && $0 != "\"" }, as: reading)
        return commands + again.read()
    }
}

private struct RawReader {
    private let bytes: [UInt8]
    private let reading: CommandLine.Reading
    private var at = 0
    private var commands: [[String]] = []
    private var words: [String] = []
    private var word: [UInt8] = []
    private var isInWord = false
    private var quote: UInt8?
    var isInQuote: Bool { quote != nil }

    init(_ text: String, as reading: CommandLine.Reading) {
        self.reading = reading
        bytes =
            switch reading {
            case .posix where text.utf8.contains(UInt8(ascii: "$")): Array(Self.withoutTricks(text).utf8)
            case .posix, .windows: Array(text.utf8)
            }
    }

    private static func withoutTricks(_ text: String) -> String {
        [
            ("${IFS}", " "), ("${HOME}", "$HOME"), ("$IFS$9", " "), ("$IFS", " "), ("$@", ""), ("$*", ""), ("$'", "'"),
            ("$\"", "\""),
        ]
        .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    mutating func read() -> [[String]] {
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if isEscape(byte), at < bytes.count {
                take(bytes[at])
                at += 1
            } else if let open = quote {
                readQuoted(byte, open)
            } else {
                readPlain(byte)
            }
        }
        endCommand()
        return commands
    }

    private func isEscape(_ byte: UInt8) -> Bool {
        guard quote != UInt8(ascii: "'") else { return false }
        return switch reading {
        case .posix: byte == UInt8(ascii: "\\")
        case .windows: byte == UInt8(ascii: "`") || byte == UInt8(ascii: "^")
        }
    }

    private mutating func readQuoted(_ byte: UInt8, _ open: UInt8) {
        if byte == open {
            quote = nil
        } else if open == UInt8(ascii: "\""), startsSubstitution(byte) {
            quote = nil
            endCommand()
        } else {
            take(byte)
        }
    }

    /// A command inside a string is a command: the quotes around it are ignored from there on.
    private func startsSubstitution(_ byte: UInt8) -> Bool {
        let isOpening = byte == UInt8(ascii: "$") && at < bytes.count && bytes[at] == UInt8(ascii: "(")
        return isOpening || reading == .posix && byte == UInt8(ascii: "`")
    }

    private mutating func readPlain(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            quote = byte
            isInWord = true
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","): endWord()
        case 0..<0x20, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "`"):
            endCommand()
        case UInt8(ascii: "{"), UInt8(ascii: "}"):
            if reading == .windows { endCommand() } else { endWord() }
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            endWord()
            if words.last != ">" { words.append(String(UnicodeScalar(byte))) }
        default: take(byte)
        }
    }

    private mutating func take(_ byte: UInt8) {
        isInWord = true
        word.append(byte)
    }

    private mutating func endWord() {
        guard isInWord else { return }
        words.append(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
        isInWord = false
    }

    private mutating func endCommand() {
        endWord()
        if !words.isEmpty { commands.append(words) }
        words.removeAll(keepingCapacity: true)
    }
}
