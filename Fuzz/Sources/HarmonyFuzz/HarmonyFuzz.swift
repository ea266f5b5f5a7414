import AirlockModels
import FuzzLoop

@main struct HarmonyFuzz {
    static func main() { FuzzLoop.run(readTwice) }
}

/// Whatever the bytes are, and wherever they are cut: the parser doesn't trap, gives the same reading, opens and closes
/// messages in turn, and what it read is read back the same when it is rendered.
func readTwice(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 2 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let source: HarmonyParser.Source = input[0] & 1 == 0 ? .conversation : .completion
    let bytes = Array(input.dropFirst(2))
    let cut = bytes.isEmpty ? 0 : Int(input[1]) % bytes.count
    let whole = read([bytes[...]], source)
    precondition(whole == read([bytes[..<cut], bytes[cut...]], source), "a cut changed the reading")
    let again = read([Array(HarmonyConversation(whole).rendered.utf8)[...]], .conversation)
    precondition(again.map(\.content) == whole.map(\.content), "what was rendered was read as something else")
    return 0
}

private func read(_ pieces: [ArraySlice<UInt8>], _ source: HarmonyParser.Source) -> [HarmonyMessage] {
    var parser = HarmonyParser(source)
    var events: [HarmonyEvent] = []
    for piece in pieces { events += parser.feed(piece) }
    events += parser.finish()
    var messages: [HarmonyMessage] = []
    var isOpen = false
    for event in events {
        switch event {
        case .opened(let header):
            precondition(!isOpen)
            isOpen = true
            messages.append(HarmonyMessage(header, ""))
        case .text(let text):
            precondition(isOpen && !text.isEmpty)
            messages[messages.count - 1].content += text
        case .closed:
            precondition(isOpen)
            isOpen = false
        case .repaired: break
        }
    }
    precondition(!isOpen)
    return messages
}
