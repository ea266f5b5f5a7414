import AirlockCore
import ArgumentParser
import Foundation

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Asks the policy.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what policy thinks of command lines; runs nothing.",
            discussion: """
                  airlock policy check "git status" "rm -rf /"
                  airlock policy check --batch < commands.txt      # one JSON verdict a line
                """)

        @Argument(help: "Command lines.") var commands: [String] = []
        @Flag(help: "Read one command line a line from standard input.") var batch = false

        func run() async throws {
            let console = Console()
            try await reporting(console) {
                let policy = Policy.standard()
                for command in commands { console.result(try Self.verdict(command, policy)) }
                while batch, let line = readLine(strippingNewline: true) {
                    console.result(try Self.verdict(line, policy))
                }
            }
        }

        private static func verdict(_ command: String, _ policy: Policy) throws -> String {
            let opinion = policy.opinion(on: .command(command))
            let simple = AirlockCore.CommandLine.parse(command).commands ?? []
            let verdict: JSONValue = [
                "cmd": .string(command), "decision": .string(opinion.decision.rawValue),
                "rule": .string(opinion.rule), "reason": .string(opinion.reason),
                "commands": .array(simple.map { .array($0.map(JSONValue.string)) }),
            ]
            return verdict.canonicalText
        }
    }
}
