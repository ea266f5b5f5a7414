import AirlockCore

/// Measures one judgement of a command line. Called by `scripts/bench policy`; prints a JSON line a case.
@main
struct PolicyBench {
    static func main() throws {
        let judge = CommandJudge(adding: try PolicyFile.rules(of: ["rules": .array(rules())], as: "bench"))
        let kilobyte = "git commit -m '" + String(repeating: "fix the parser; ", count: 62) + "' src/a.py"
        let line = "grep -rn 'def main' src | sort | uniq -c && git log --oneline -5; cat " + names(60)
        measure("1 KB in one command, \(judge.rules.count) rules", judge, kilobyte, rounds: 20_000)
        measure("1 KB in six commands, \(judge.rules.count) rules", judge, line, rounds: 20_000)
        measure("1 KB that doesn't parse, \(judge.rules.count) rules", judge, line + " $(id)", rounds: 5_000)
        measure("1 MB of words", judge, "ls " + String(repeating: "aaaa ", count: 200_000), rounds: 20)
        measure("1 MB of quotes and expansions", judge, String(repeating: "$x'\"`", count: 200_000), rounds: 20)
        let deep = String(repeating: "$(", count: 10_000) + "id" + String(repeating: ")", count: 10_000)
        measure("10,000 substitutions inside each other", judge, deep, rounds: 50)
        let wrapped = String(repeating: "sudo ", count: 10_000) + "ls"
        measure("10,000 wrappers inside each other", judge, wrapped, rounds: 50)
    }

    /// Those that make 500 with the built-in ones.
    private static func rules() -> [JSONValue] {
        (PolicyRule.builtIn.count..<500).map { number in
            [
                "name": .string("deny.bench-\(number)"), "decision": "deny", "reason": "of the measurement",
                "command": .string("program\(number % 100) word\(number)"), "flags": ["--force", "-f"],
                "match": [.string("program\(number % 100) word\(number) -f")], "not_match": ["ls"],
            ]
        }
    }

    private static func names(_ count: Int) -> String {
        (0..<count).map { "src/part\($0)/a.py" }.joined(separator: " ")
    }

    private static func measure(_ name: String, _ judge: CommandJudge, _ text: String, rounds: Int) {
        var decision = Decision.allow
        let clock = ContinuousClock()
        let times = (0..<rounds).map { _ in clock.measure { decision = judge.judge(text, in: .root).opinion.decision } }
            .dropFirst(rounds / 10).sorted()
        func micros(_ share: Double) -> Double {
            Double(times[Int(Double(times.count - 1) * share)].components.attoseconds) / 1e12
        }
        let result: JSONValue = [
            "case": .string(name), "bytes": .integer(Int64(text.utf8.count)), "decision": .string(decision.rawValue),
            "n": .integer(Int64(times.count)), "p50_us": .number(micros(0.5)), "p99_us": .number(micros(0.99)),
        ]
        print(result.canonicalText)
    }
}
