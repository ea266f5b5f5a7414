/// A grammar for a whole turn of gpt-oss, around one for its answer.
enum HarmonyGrammar {
    /// - Parameter answer: GBNF whose `root` is the body of the final message.
    static func around(_ answer: String) -> String {
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("root ") ? "harmony-answer" + line.dropFirst("root".count) : String(line)
        }
        return #"""
            root ::= harmony-thought? "<|channel|>final" (" <|constrain|>json")? "<|message|>" harmony-answer
            harmony-thought ::= "<|channel|>analysis<|message|>" ([^<] | "<"+ [^|<])* "<|end|><|start|>assistant"

            """# + lines.joined(separator: "\n")
    }
}
