import AirlockModels

/// How a text was read, in a form that is easy to write down: one line a message,
/// `author[/channel][>recipient][ type]: content [how it ended]`.
struct HarmonyReading: Equatable, CustomStringConvertible {
    var lines: [String]
    var repairs: [HarmonyRepair]

    init(_ lines: [String], _ repairs: [HarmonyRepair]) {
        self.lines = lines
        self.repairs = repairs
    }

    init(_ events: [HarmonyEvent]) {
        self.init([], [])
        var line = ""
        for event in events {
            switch event {
            case .opened(let header): line = Self.shown(header) + ": "
            case .text(let text): line += text
            case .closed(let ending): lines.append("\(line) [\(ending)]")
            case .repaired(let repair): repairs.append(repair)
            }
        }
    }

    /// - Parameter cuts: Where the bytes are cut, ascending.
    init(_ bytes: [UInt8], from source: HarmonyParser.Source, cuts: [Int] = []) {
        var parser = HarmonyParser(source)
        var events: [HarmonyEvent] = []
        for (from, to) in zip([0] + cuts, cuts + [bytes.count]) { events += parser.feed(bytes[from..<to]) }
        self.init(events + parser.finish())
    }

    init(_ text: String, from source: HarmonyParser.Source = .completion) { self.init(Array(text.utf8), from: source) }

    var description: String { lines.joined(separator: "\n") + "\n\(repairs.map(\.rawValue))" }

    private static func shown(_ header: HarmonyHeader) -> String {
        var text =
            switch header.author {
            case .system: "system"
            case .developer: "developer"
            case .user: "user"
            case .assistant: "assistant"
            case .tool(let name): "tool \(name)"
            }
        if let channel = header.channel { text += "/\(channel)" }
        if let recipient = header.recipient { text += ">\(recipient)" }
        if let type = header.contentType { text += " \(type)" }
        return text
    }
}

/// The messages of events that open and close each of them.
func messages(_ events: [HarmonyEvent]) -> [HarmonyMessage] {
    var found: [HarmonyMessage] = []
    for event in events {
        switch event {
        case .opened(let header): found.append(HarmonyMessage(header, ""))
        case .text(let text): found[found.count - 1].content += text
        case .closed, .repaired: break
        }
    }
    return found
}
