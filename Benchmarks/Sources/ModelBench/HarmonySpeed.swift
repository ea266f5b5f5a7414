import AirlockCore
import AirlockModels

/// How fast a model's output in harmony is read.
struct HarmonySpeed {
    let isQuick: Bool

    func run() {
        let text = Self.turn(megabytes: isQuick ? 4 : 16)
        for size in [16, 64 << 10] {
            var series = Series()
            for _ in 0..<(isQuick ? 3 : 7) { series.add(Self.megabytesPerSecond(text, size)) }
            Lines.write(
                "models", "harmony, pieces of \(size) bytes",
                [
                    "n": .integer(Int64(series.values.count)), "p50_mb_per_s": Lines.number(series.p50),
                    "bytes": .integer(Int64(text.count)), "target_mb_per_s": 50,
                ])
        }
    }

    private static func megabytesPerSecond(_ text: [UInt8], _ size: Int) -> Double {
        var parser = HarmonyParser(.completion)
        var read = 0
        let start = ContinuousClock.now
        for at in stride(from: 0, to: text.count, by: size) {
            for event in parser.feed(text[at..<min(at + size, text.count)]) {
                if case .text(let piece) = event { read += piece.utf8.count }
            }
        }
        for event in parser.finish() { if case .text(let piece) = event { read += piece.utf8.count } }
        let milliseconds = (.now - start).milliseconds
        precondition(read > text.count / 2, "most of it is content")
        return Double(text.count) / 1e6 / (milliseconds / 1000)
    }

    /// Thoughts, calls and an answer, in English and Russian with code between, as gpt-oss writes them.
    private static func turn(megabytes: Int) -> [UInt8] {
        let thought =
            "We need to look at the file first; if a < b then the test on line 12 fails. Нужно проверить путь.\n"
        var text: [UInt8] = []
        while text.count < megabytes * 1_000_000 {
            text += Array("<|channel|>analysis<|message|>".utf8)
            for _ in 0..<40 { text += Array(thought.utf8) }
            text += Array(
                "<|end|><|start|>assistant<|channel|>commentary<|message|>Looking at it.<|end|><|start|>assistant".utf8)
        }
        return text + Array("<|channel|>final<|message|>Done.<|return|>".utf8)
    }
}
