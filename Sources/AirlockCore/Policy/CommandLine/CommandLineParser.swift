/// One pass over the bytes of a line that has no invisible character.
struct CommandLineParser {
    struct Opaque: Error {
        let reason: String
    }

    /// Words that a shell doesn't take as a command's name where a name is expected.
    static let reserved: Set<String> = [
        "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "function",
        "select", "coproc", "time", "[[", "]]", "{", "}", "!",
    ]

    private let bytes: [UInt8]
    private var at = 0
    private var pipelines: [Pipeline] = []
    private var stages: [SimpleCommand] = []
    private var commands = 0
    private var words: [String] = []
    private var redirections = Redirections()
    private var word: [UInt8] = []
    private var isInWord = false
    /// No part of the word so far was quoted or escaped.
    private var isPlain = true
    private var hasOpenBrace = false
    private var hasBraces = false

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parse() throws(Opaque) -> [Pipeline] {
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): try endWord()
            case UInt8(ascii: "'"): try takeSingleQuoted()
            case UInt8(ascii: "\""): try takeDoubleQuoted()
            case UInt8(ascii: "\\"): try takeEscaped()
            case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"): try takeConnector(byte)
            case UInt8(ascii: ">"), UInt8(ascii: "<"): try takeRedirection(byte)
            default: try takePlain(byte)
            }
        }
        return try finish()
    }

    private mutating func finish() throws(Opaque) -> [Pipeline] {
        try endWord()
        if isInCommand {
            try endCommand()
            pipelines.append(Pipeline(stages, then: nil))
        } else {
            guard stages.isEmpty, let last = pipelines.popLast(), last.then == .sequence else {
                throw Opaque(
                    reason: pipelines.isEmpty && stages.isEmpty ? "it is empty" : "a command is missing at its end")
            }
            pipelines.append(Pipeline(last.stages, then: nil))
        }
        return pipelines
    }

    // MARK: Words

    private mutating func takePlain(_ byte: UInt8) throws(Opaque) {
        switch byte {
        case UInt8(ascii: "$"):
            guard isAtEndOfWord else { throw Opaque(reason: "it has a $, which a shell expands") }
            take(byte)
        case UInt8(ascii: "`"): throw Opaque(reason: "it has a backtick, which runs a command inside")
        case UInt8(ascii: "\n"): throw Opaque(reason: "it has more than one line")
        case UInt8(ascii: "*"), UInt8(ascii: "?"): throw Opaque(reason: "it has a pattern that a shell would expand")
        case UInt8(ascii: "["):
            guard !isInWord, isAtEndOfWord else { throw Opaque(reason: "it has a pattern that a shell would expand") }
            take(byte)
        case UInt8(ascii: "("), UInt8(ascii: ")"): throw Opaque(reason: "it groups commands")
        case UInt8(ascii: "{"), UInt8(ascii: "}"): try takeBrace(byte)
        case UInt8(ascii: "!"): throw Opaque(reason: "it has an unquoted \"!\"")
        case UInt8(ascii: "#") where !isInWord: throw Opaque(reason: "it has a comment")
        case UInt8(ascii: "~") where expandsTilde: throw Opaque(reason: "it refers to a home folder (~)")
        default: take(byte)
        }
    }

    /// Braces are expanded by bash if there is a comma or `..` between them: `{a,b}`. Others, as in `stash@{0}`, are letters.
    private mutating func takeBrace(_ byte: UInt8) throws(Opaque) {
        let opens = byte == UInt8(ascii: "{")
        guard hasOpenBrace != opens else { throw Opaque(reason: "it expands braces") }
        hasOpenBrace = opens
        hasBraces = true
        take(byte)
    }

    private var isAtEndOfWord: Bool {
        at == bytes.count || bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t")
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
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "`"): throw Opaque(reason: "it has a backtick, which runs a command inside")
            case UInt8(ascii: "$") where !isLiteralDollar: throw Opaque(reason: "it has a $, which a shell expands")
            case UInt8(ascii: "\\"): try takeEscapedInDoubleQuotes()
            default: word.append(byte)
            }
        }
        throw Opaque(reason: "a quote is not closed")
    }

    /// The ends of a regular expression or of an amount; POSIX leaves a lone `$` open (2.6), bash and dash keep it.
    private var isLiteralDollar: Bool { at < bytes.count && "\" |".utf8.contains(bytes[at]) }

    private mutating func takeEscapedInDoubleQuotes() throws(Opaque) {
        guard at < bytes.count else { throw Opaque(reason: "a quote is not closed") }
        switch bytes[at] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`"):
            word.append(bytes[at])
            at += 1
        case UInt8(ascii: "\n"): throw Opaque(reason: "it has more than one line")
        default: word.append(UInt8(ascii: "\\"))
        }
    }

    private mutating func takeEscaped() throws(Opaque) {
        guard at < bytes.count else { throw Opaque(reason: "it ends with a backslash") }
        guard bytes[at] != UInt8(ascii: "\n") else { throw Opaque(reason: "it has more than one line") }
        take(bytes[at])
        isPlain = false
        at += 1
    }

    private mutating func endWord() throws(Opaque) {
        guard isInWord else { return }
        let text = String(decoding: word, as: UTF8.self)
        try checkBraces(text)
        if redirections.isOpen {
            try redirections.close(text)
        } else {
            if words.isEmpty { try checkName(text) }
            words.append(text)
        }
        word.removeAll(keepingCapacity: true)
        isInWord = false
        isPlain = true
    }

    private mutating func checkBraces(_ text: String) throws(Opaque) {
        let isExpanded = text.utf8.contains(UInt8(ascii: ",")) || text.contains("..")
        guard !hasOpenBrace, !hasBraces || !isExpanded else { throw Opaque(reason: "it expands braces") }
        hasBraces = false
    }

    private func checkName(_ text: String) throws(Opaque) {
        guard !text.isEmpty else { throw Opaque(reason: "a command has no name") }
        guard !text.utf8.contains(UInt8(ascii: "=")) else { throw Opaque(reason: "it sets a variable") }
        guard !isPlain || !Self.reserved.contains(text) else { throw Opaque(reason: "it is a script (\(text))") }
    }

    // MARK: Commands

    private var isInCommand: Bool { !words.isEmpty || !redirections.isEmpty }

    private mutating func takeConnector(_ byte: UInt8) throws(Opaque) {
        let next = at < bytes.count ? bytes[at] : 0
        switch (byte, next) {
        case (UInt8(ascii: "&"), UInt8(ascii: "&")): try endPipeline(.and)
        case (UInt8(ascii: "|"), UInt8(ascii: "|")): try endPipeline(.or)
        case (UInt8(ascii: "&"), _): throw Opaque(reason: "it runs something in the background")
        case (UInt8(ascii: "|"), UInt8(ascii: "&")): throw Opaque(reason: "it redirects input or output")
        case (UInt8(ascii: "|"), _):
            try endWord()
            try endCommand()
            return
        default: return try endPipeline(.sequence)
        }
        at += 1
    }

    private mutating func endPipeline(_ connector: Connector) throws(Opaque) {
        try endWord()
        try endCommand()
        pipelines.append(Pipeline(stages, then: connector))
        stages.removeAll(keepingCapacity: true)
    }

    private mutating func endCommand() throws(Opaque) {
        guard !redirections.isOpen else { throw Opaque(reason: "a redirection leads nowhere") }
        guard !words.isEmpty else { throw Opaque(reason: "a command is missing") }
        guard commands < CommandLine.mostCommands else {
            throw Opaque(reason: "it has more than \(CommandLine.mostCommands) commands")
        }
        commands += 1
        stages.append(SimpleCommand(argv: words, output: redirections.output, errors: redirections.errors))
        words.removeAll(keepingCapacity: true)
        redirections = Redirections()
    }

    private mutating func takeRedirection(_ byte: UInt8) throws(Opaque) {
        guard byte == UInt8(ascii: ">"), !redirections.isOpen else { throw Opaque(reason: Redirections.unknown) }
        let from = try takeDescriptor()
        let next = at < bytes.count ? bytes[at] : 0
        switch next {
        case UInt8(ascii: "&"):
            at += 1
            redirections.open(from, copies: true)
        case UInt8(ascii: ">"):
            at += 1
            redirections.open(from, copies: false)
        case UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: "("): throw Opaque(reason: Redirections.unknown)
        default: redirections.open(from, copies: false)
        }
    }

    /// The number right before a `>` (POSIX 2.10.1, rule 2), which then is no word.
    private mutating func takeDescriptor() throws(Opaque) -> Redirections.Descriptor {
        guard isInWord else { return .output }
        guard isPlain, word.count == 1, let number = Redirections.Descriptor(rawValue: word[0]) else {
            let isNumber = word.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !isPlain || !isNumber, word.last != UInt8(ascii: "}") else {
                throw Opaque(reason: Redirections.unknown)
            }
            try endWord()
            return .output
        }
        word.removeAll(keepingCapacity: true)
        isInWord = false
        return number
    }
}
