import AirlockModels
import AirlockTestKit
import Testing

struct HarmonyParserTests {
    private static let sample = """
        <|start|>user<|message|>Какая погода в Твери? 🌦 <x> <⁠|end|> a <| b <|unknown|> <|end |><|end|>\
        <|start|>assistant<|channel|>analysis<|message|>Нужно — спросить.<|end|>\
        <|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{"город":"Тверь"}<|call|>\
        <|start|>functions.weather to=assistant<|channel|>commentary<|message|>дождь<|end|>
        """

    @Test func `a conversation is read whole`() {
        let reading = HarmonyReading(Self.sample, from: .conversation)
        #expect(
            reading
                == HarmonyReading(
                    [
                        "user: Какая погода в Твери? 🌦 <x> <|end|> a <| b <|unknown|> <|end |> [end]",
                        "assistant/analysis: Нужно — спросить. [end]",
                        #"assistant/commentary>functions.weather json: {"город":"Тверь"} [call]"#,
                        "tool functions.weather/commentary>assistant: дождь [end]",
                    ], []))
    }

    @Test func `every cut gives the same reading, also of bytes that are no text`() async {
        var random = SeededSource(seed: 5)
        let whole = HarmonyReading(Self.sample, from: .conversation)
        let bytes = Array(Self.sample.utf8)
        for cut in bytes.indices { #expect(HarmonyReading(bytes, from: .conversation, cuts: [cut]) == whole) }
        for round in 0..<1_000 {
            if round % 20 == 0 { await Task.yield() }
            var mutant = bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: mutant.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: mutant[at] = UInt8.random(in: 0...255, using: &random)
                case 1: mutant.remove(at: at)
                default: mutant.insert(contentsOf: mutant[at...].prefix(12), at: 0)
                }
            }
            let source: HarmonyParser.Source = Bool.random(using: &random) ? .conversation : .completion
            let cuts = (0..<8).map { _ in Int.random(in: mutant.indices, using: &random) }.sorted()
            #expect(HarmonyReading(mutant, from: source, cuts: cuts) == HarmonyReading(mutant, from: source))
        }
    }

    @Test func `text is handed out as it comes, but never half a character or token`() {
        var parser = HarmonyParser(.completion)
        let pieces: [[UInt8]] = [
            Array("<|channel|>final<|message|>При".utf8), [0xd0], [0xb2], Array("<".utf8), Array("|retu".utf8),
            Array("rn|>".utf8),
        ]
        let events = pieces.map { parser.feed($0) }
        #expect(events[0].last == .text("При"))
        #expect(events[1].isEmpty)
        #expect(events[2] == [.text("в")])
        #expect(events[3].isEmpty && events[4].isEmpty)
        #expect(events[5] == [.closed(.returned)])
        #expect(parser.finish().isEmpty)
    }

    @Test(arguments: [
        "a", " ", "<", "<|channel|>", "<|start|>", "<|end|>", "<|message|>", "<|constrain|>json", "\n", "to=",
        "\u{2060}|",
    ])
    func `a flood of anything is read to its end in bounded time and memory`(piece: String) async {
        var parser = HarmonyParser(.completion)
        let bytes = Array(String(repeating: piece, count: 2_000).utf8)
        var count = 0
        for _ in 0..<10 {
            count += parser.feed(bytes).count
            await Task.yield()
        }
        count += parser.finish().count
        #expect(count <= 10 * 2_000 * 2)
        #expect(MemoryLayout.size(ofValue: parser) < 512)
    }

    @Test func `bytes that are not UTF-8 become replacement characters`() {
        let bytes = Array("<|channel|>final<|message|>a".utf8) + [0xff, 0xe2, 0x81] + Array("<|return|>".utf8)
        #expect(HarmonyReading(bytes, from: .completion).lines == ["assistant/final: a\u{fffd}\u{fffd} [returned]"])
    }
}
