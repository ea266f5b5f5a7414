import AirlockCore
import FuzzLoop

@main struct PolicyFuzz {
    static func main() { FuzzLoop.run(judgeOneLine) }
}

/// The bytes of a command line. Traps if a line is allowed without commands, or beside a command that nobody knows.
func judgeOneLine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let judgement = CommandJudge.builtIn.judge(text, in: .root)
    let isAllowed = judgement.opinion.decision == .allow
    precondition(!isAllowed || !judgement.commands.isEmpty, "allowed, and nothing to run")
    precondition(judgement.commands.allSatisfy { !$0.isEmpty && !$0[0].isEmpty }, "a command without a name")
    precondition(judgement.marks.count == judgement.commands.count, "marks don't fit the commands")
    // A line that ends in the middle of a word or of a quote would swallow what is put behind it.
    guard AirlockCore.CommandLine.parse(text).commands != nil else { return 0 }
    let joined = CommandJudge.builtIn.judge(text + "; frobnicate", in: .root)
    precondition(joined.opinion.decision != .allow, "an unknown command was allowed")
    return 0
}
