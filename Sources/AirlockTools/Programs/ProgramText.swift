import AirlockCore

extension ProgramResult {
    /// Standard output as text; bytes that aren't UTF-8 become U+FFFD.
    var outputText: String { String(decoding: standardOutput, as: UTF8.self) }

    var errorText: String { String(decoding: standardError, as: UTF8.self) }

    /// The last lines of what the program said, for a person: standard error if it said anything there.
    func tail(lines: Int) -> [String] {
        let text = standardError.contains { $0 > 0x20 } ? errorText : outputText
        return text.split(separator: "\n").suffix(lines).map { String($0.prefix(500)) }
    }

    /// Whether output that is to be parsed may have been cut at the limit.
    func mayBeCut(_ limits: Limits) -> Bool { stop != nil || outputBytes > limits.outputBytes }

    /// Why it didn't end well, in a few words.
    var ending: String { stop.map { "was stopped (\($0.rawValue))" } ?? "ended with \(exitStatus)" }
}
