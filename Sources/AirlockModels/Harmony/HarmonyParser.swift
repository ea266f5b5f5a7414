/// Reads harmony as it arrives, in pieces cut anywhere, and goes on over whatever is broken in it: servers and the model
/// itself get headers wrong often enough that refusing them would cost many answers.
///
/// It takes any bytes, never fails and keeps at most a few kilobytes; how a text is read does not depend on where it was
/// cut. Bytes that aren't UTF-8 become U+FFFD.
public struct HarmonyParser: Sendable {
    public enum Source: Sendable, Hashable {
        /// A whole conversation, from its first `<|start|>`.
        case conversation
        /// What a model wrote behind ``HarmonyConversation/prompt``. Its turn ends with the first `<|call|>` or
        /// `<|return|>`; what it writes in somebody else's name is dropped, with all that follows.
        case completion
    }

    private enum State {
        case header(HarmonyHeaderDraft)
        case content(HarmonyHeader)
        case finished
    }

    private let source: Source
    private var state: State
    private var events: [HarmonyEvent] = []
    /// The bytes of the last piece that say nothing without the next one.
    private var held: [UInt8] = []
    private var isOver = false
    private var toldTextAfterEnd = false

    public init(_ source: Source) {
        self.source = source
        let isCompletion = source == .completion
        state = .header(HarmonyHeaderDraft(hasStart: isCompletion, hasRole: isCompletion))
    }

    /// - Returns: What these bytes add.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [HarmonyEvent] {
        if let text = plainText(bytes) { return text.isEmpty ? [] : [.text(text)] }
        let input = held.isEmpty ? Array(bytes) : held + bytes
        held = []
        take(input)
        defer { events = [] }
        return events
    }

    /// Most pieces hold nothing but content; to see that takes one look at each byte, and no copy.
    /// - Returns: Nil for a piece that has to be read with care.
    private func plainText(_ bytes: some Sequence<UInt8>) -> String? {
        guard held.isEmpty, case .content = state else { return nil }
        let found = bytes.withContiguousStorageIfAvailable { piece -> String? in
            for byte in piece where byte == UInt8(ascii: "<") || byte == ControlTokenEscape.firstByte { return nil }
            // A character that goes on in the next piece is put together there.
            guard let last = piece.last else { return "" }
            return last < 0x80 ? String(decoding: piece, as: UTF8.self) : nil
        }
        return found ?? nil
    }

    /// Call it when the text has ended.
    public mutating func finish() -> [HarmonyEvent] {
        isOver = true
        let last = held
        held = []
        take(last)
        switch state {
        case .header(let draft): salvage(draft, .cut)
        case .content: events.append(.closed(.cut))
        case .finished: break
        }
        state = .finished
        defer { events = [] }
        return events
    }

    private mutating func take(_ input: [UInt8]) {
        var at = 0
        while at < input.count, held.isEmpty {
            switch state {
            case .header(let draft): at = takeHeader(draft, input, at)
            case .content(let header): at = takeContent(header, input, at)
            case .finished:
                noteTextAfterEnd(input[at...])
                return
            }
        }
    }

    private mutating func repair(_ what: HarmonyRepair) { events.append(.repaired(what)) }

    private mutating func noteTextAfterEnd(_ bytes: ArraySlice<UInt8>) {
        guard !toldTextAfterEnd, !bytes.allSatisfy(HarmonyHeaderDraft.isSpace) else { return }
        toldTextAfterEnd = true
        repair(.textAfterEnd)
    }
}

/// Content.
extension HarmonyParser {
    private mutating func takeContent(_ header: HarmonyHeader, _ input: [UInt8], _ start: Int) -> Int {
        var from = start
        var at = start
        while true {
            while at < input.count, input[at] != UInt8(ascii: "<"), input[at] != ControlTokenEscape.firstByte {
                at += 1
            }
            guard at < input.count else { break }
            if input[at] == UInt8(ascii: "<") {
                switch HarmonyToken.read(input, at: at) {
                case .text: at += 1
                case .token(let token, let length):
                    append(input[from..<at])
                    take(token, in: header)
                    return at + length
                case .open where isOver: at += 1
                case .open: return hold(input, from: from, at: at)
                }
            } else {
                switch ControlTokenEscape.isEscape(input, at: at) {
                case false: at += 1
                case nil where isOver: at += 1
                case nil: return hold(input, from: from, at: at)
                case true:
                    append(input[from..<at])
                    at += ControlTokenEscape.joiner.count
                    from = at
                }
            }
        }
        return hold(input, from: from, at: isOver ? input.count : input.endOfWholeCharacters)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        if !bytes.isEmpty { events.append(.text(String(decoding: bytes, as: UTF8.self))) }
    }

    /// - Returns: The end of the input.
    private mutating func hold(_ input: [UInt8], from: Int, at: Int) -> Int {
        let end = max(from, at)
        append(input[from..<end])
        held = Array(input[end...])
        return input.count
    }

    private mutating func take(_ token: HarmonyToken, in header: HarmonyHeader) {
        switch token {
        case .end: close(.end)
        case .call: close(.call)
        case .returns: close(.returned)
        case .endOfText:
            repair(.strayToken)
            close(.returned)
        case .start:
            repair(.missingEnd)
            close(.end)
            state = .header(HarmonyHeaderDraft(hasStart: true, hasRole: false))
        case .channel:
            repair(.missingEnd)
            close(.end)
            var draft = HarmonyHeaderDraft(hasStart: false, hasRole: false)
            draft.open(.channel)
            state = .header(draft)
        case .message, .constrain: repair(.strayToken)
        }
    }

    private mutating func close(_ ending: HarmonyEnding) {
        events.append(.closed(ending))
        endMessage(ending)
    }

    private mutating func endMessage(_ ending: HarmonyEnding) {
        let endsTurn = ending != .end && source == .completion
        state = endsTurn ? .finished : .header(HarmonyHeaderDraft(hasStart: false, hasRole: false))
    }
}

/// Headers.
extension HarmonyParser {
    private mutating func takeHeader(_ begun: HarmonyHeaderDraft, _ input: [UInt8], _ start: Int) -> Int {
        var draft = begun
        var at = start
        while at < input.count {
            if input[at] == UInt8(ascii: "<") {
                switch HarmonyToken.read(input, at: at) {
                case .token(let token, let length):
                    take(token, after: draft)
                    return at + length
                case .open where !isOver:
                    state = .header(draft)
                    held = Array(input[at...])
                    return input.count
                case .open, .text: break
                }
            }
            let isContent = draft.append(input[at])
            at += 1
            if isContent {
                openWithRest(draft)
                return at
            }
        }
        state = .header(draft)
        return at
    }

    private mutating func take(_ token: HarmonyToken, after begun: HarmonyHeaderDraft) {
        var draft = begun
        switch token {
        case .channel:
            draft.open(.channel)
            state = .header(draft)
        case .constrain:
            draft.open(.constrain)
            state = .header(draft)
        case .message: open(draft)
        case .start: restart(after: draft)
        case .end: salvage(draft, .end)
        case .call: salvage(draft, .call)
        case .returns, .endOfText: salvage(draft, .returned)
        }
    }

    private mutating func restart(after draft: HarmonyHeaderDraft) {
        if !draft.isEmpty {
            repair(draft.hasStart && !draft.hasRole || draft.sections.count > 1 ? .abandonedHeader : .strayText)
        } else if draft.hasStart {
            repair(.doubledStart)
        }
        state = .header(HarmonyHeaderDraft(hasStart: true, hasRole: false))
    }

    private mutating func open(_ draft: HarmonyHeaderDraft) {
        let reader = HarmonyHeaderReader(draft, in: source, hasMessage: true)
        for found in reader.repairs { repair(found) }
        begin(reader.header)
    }

    private mutating func begin(_ header: HarmonyHeader) {
        guard source == .conversation || header.author == .assistant else {
            repair(.forgedAuthor)
            toldTextAfterEnd = true
            state = .finished
            return
        }
        events.append(.opened(header))
        state = .content(header)
    }

    /// Where `<|message|>` is missing and the content has begun.
    private mutating func openWithRest(_ draft: HarmonyHeaderDraft) {
        let reader = HarmonyHeaderReader(draft, in: source, hasMessage: false)
        for found in reader.repairs { repair(found) }
        repair(.missingMessage)
        begin(reader.header)
        if case .content = state, !reader.rest.isEmpty { events.append(.text(reader.rest)) }
    }

    /// A header that a terminator, or the end of the text, cut off.
    private mutating func salvage(_ draft: HarmonyHeaderDraft, _ ending: HarmonyEnding) {
        let reader = HarmonyHeaderReader(draft, in: source, hasMessage: false)
        if !reader.rest.isEmpty || reader.header.isCall {
            for found in reader.repairs { repair(found) }
            repair(.missingMessage)
            begin(reader.header)
            guard case .content = state else { return }
            if !reader.rest.isEmpty { events.append(.text(reader.rest)) }
            events.append(.closed(ending))
        } else if !draft.isEmpty {
            repair(.abandonedHeader)
        } else if ending != .cut {
            repair(.strayToken)
        }
        endMessage(ending)
    }
}

extension [UInt8] {
    /// Where the last character that is cut off begins; the count if none is.
    var endOfWholeCharacters: Int {
        for back in 1...3 where back <= count {
            let byte = self[count - back]
            if byte & 0xc0 == 0x80 { continue }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return length > back ? count - back : count
        }
        return count
    }
}
