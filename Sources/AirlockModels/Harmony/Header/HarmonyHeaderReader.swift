import AirlockCore

/// Reads a header that may be broken in the ways in which models and servers are known to break it.
struct HarmonyHeaderReader {
    private(set) var header = HarmonyHeader(.assistant)
    private(set) var repairs: [HarmonyRepair] = []
    /// What stands where a header's words should and is none, to its end. It is content if there was no `<|message|>`.
    private(set) var rest = ""

    private static let contentTypes: Set<String> = ["json", "code", "text", "string", "markdown", "yaml", "xml"]
    private let hasMessage: Bool
    private var sawAuthor: Bool
    private var sawChannel = false

    /// - Parameter hasMessage: Whether `<|message|>` followed.
    init(_ draft: HarmonyHeaderDraft, in source: HarmonyParser.Source, hasMessage: Bool) {
        self.hasMessage = hasMessage
        sawAuthor = draft.hasRole
        if !draft.hasStart { repair(.missingStart) }
        for (index, section) in draft.sections.enumerated() {
            var words = HarmonyHeaderWords(section.bytes)
            read(&words, of: section.part)
            let left = words.rest
            guard !left.isEmpty else { continue }
            // `commentary?` says nothing more than `commentary`.
            let isContent = left.contains { $0.isLetter || $0.isNumber || "{[\"<".contains($0) }
            if !hasMessage, isContent, index == draft.sections.count - 1 {
                rest = ControlTokenEscape.unescaped(left)
            } else {
                repair(.strayWords)
            }
        }
        if source == .completion, case .tool(let name) = header.author, isWord(name), header.recipient != .assistant {
            header.author = .assistant
            repair(.unknownRole)
        }
        if !sawChannel, header.author == .assistant { repair(.missingChannel) }
        if header.author == .assistant, header.recipient == .assistant {
            header.recipient = nil
            repair(.oddRecipient)
        }
    }

    private mutating func repair(_ what: HarmonyRepair) {
        if !repairs.contains(what) { repairs.append(what) }
    }

    /// Stops at the first word that means nothing, unless a `<|message|>` shows that it must be part of the header.
    private mutating func read(_ words: inout HarmonyHeaderWords, of part: HarmonyHeaderDraft.Part) {
        var isFirst = true
        while true {
            let before = words
            guard let word = words.next() else { return }
            let isKnown =
                switch word {
                case .recipient(let name): take(recipient: name)
                case .name(let name): take(name, of: part, isFirst: isFirst)
                }
            if case .name = word { isFirst = false }
            if isKnown { continue }
            guard hasMessage else {
                words = before
                return
            }
            repair(.strayWords)
        }
    }

    /// The first recipient counts, but for the assistant itself.
    private mutating func take(recipient: HarmonyName) -> Bool {
        if header.recipient == nil || header.recipient == .assistant {
            header.recipient = recipient
        } else if header.recipient != recipient {
            repair(.oddRecipient)
        }
        return true
    }

    private mutating func take(_ name: HarmonyName, of part: HarmonyHeaderDraft.Part, isFirst: Bool) -> Bool {
        switch part {
        case .role: takeRole(name)
        case .channel: isFirst ? takeChannel(name) : takeExtra(name)
        case .constrain: takeType(name, isFirst: isFirst)
        }
    }

    private mutating func takeRole(_ name: HarmonyName) -> Bool {
        let text = name.description
        if let author = Self.author(text) {
            if sawAuthor { repair(.doubledRole) }
            if !sawAuthor || author != .assistant { header.author = author }
            sawAuthor = true
            return true
        }
        if text.hasPrefix("assistant") {
            let glued = text.dropFirst("assistant".count)
            sawAuthor = true
            repair(.doubledRole)
            return glued.isEmpty || glued == "assistant" || takeChannel(HarmonyName(checked: String(glued)))
        }
        if !sawAuthor, hasMessage {
            sawAuthor = true
            return takeUnknownAuthor(name)
        }
        return hasMessage && takeExtra(name) || takeBareChannel(text)
    }

    private static func author(_ text: String) -> HarmonyHeader.Author? {
        switch text {
        case "system": .system
        case "developer": .developer
        case "user": .user
        case "assistant": .assistant
        default: nil
        }
    }

    /// A tool says something under its own name; any other word is a channel without its token, or an assistant misspelt.
    private mutating func takeUnknownAuthor(_ name: HarmonyName) -> Bool {
        let text = name.description
        if takeBareChannel(text) { return true }
        if Spelling.nearest(to: text.lowercased(), among: ["assistant"]) != nil {
            repair(.unknownRole)
        } else {
            header.author = .tool(name)
        }
        return true
    }

    /// Whether a model that writes this in the place of a role may have meant itself.
    private func isWord(_ name: HarmonyName) -> Bool {
        name.description != "tool" && !name.description.contains(".")
    }

    /// A channel's name in the place of a role.
    private mutating func takeBareChannel(_ text: String) -> Bool {
        guard let channel = HarmonyChannel(rawValue: text) else { return false }
        header.channel = header.channel ?? channel
        sawChannel = true
        repair(.misspeltChannel)
        return true
    }

    /// A later channel that is known wins over an earlier one.
    private mutating func takeChannel(_ name: HarmonyName) -> Bool {
        let text = name.description
        if sawChannel { repair(.doubledChannel) }
        if let channel = HarmonyChannel(rawValue: text) {
            sawChannel = true
            header.channel = channel
            return true
        }
        if let glued = HarmonyChannel.allCases.first(where: { text.hasPrefix($0.rawValue) }) {
            let tail = String(text.dropFirst(glued.rawValue.count))
            // Without a `<|message|>`, what is glued to the name is the beginning of the content.
            guard hasMessage || Self.contentTypes.contains(tail) else { return false }
            sawChannel = true
            repair(.misspeltChannel)
            header.channel = glued
            if Self.contentTypes.contains(tail) { header.contentType = HarmonyName(checked: tail) }
            return true
        }
        if text.hasPrefix(HarmonyName.functions) { return takeExtra(name) }
        guard hasMessage else { return false }
        sawChannel = true
        let near = Spelling.nearest(to: text.lowercased(), among: HarmonyChannel.allCases.map(\.rawValue))
        if let channel = near.flatMap(HarmonyChannel.init) {
            repair(.misspeltChannel)
            header.channel = channel
        } else {
            repair(.unknownChannel)
        }
        return true
    }

    /// A content type or a recipient that lacks what it should come with.
    private mutating func takeExtra(_ name: HarmonyName) -> Bool {
        let text = name.description
        if text.hasPrefix(HarmonyName.functions) {
            repair(.oddRecipient)
            return take(recipient: name)
        }
        guard Self.contentTypes.contains(text) else { return false }
        repair(.missingConstrain)
        header.contentType = header.contentType ?? name
        return true
    }

    private mutating func takeType(_ name: HarmonyName, isFirst: Bool) -> Bool {
        if !isFirst || name.description.hasPrefix(HarmonyName.functions) { return takeExtra(name) }
        header.contentType = name
        return true
    }
}
