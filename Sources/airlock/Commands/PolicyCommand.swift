import AirlockCore
import ArgumentParser
import Foundation

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Asks the policy.", subcommands: [Check.self, Show.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what policy thinks of command lines; runs nothing.",
            discussion: """
                  airlock policy check "git status" "rm -rf /"
                  airlock policy check --batch < commands.txt      # one JSON verdict a line
                  airlock policy check --file rules.yaml           # would this file be read?
                """)

        @Argument(help: "Command lines.") var commands: [String] = []
        @Flag(help: "Read a command line, or an object {\"cmd\",\"cwd\"}, a line from standard input.") var batch =
            false
        @Option(help: "Judge by this policy file instead of the configured one.") var file: String?

        func run() async throws {
            let console = Console()
            try await reporting(console) {
                let policy = try PolicyCommand.policy(file)
                let judge = policy.judge
                for command in commands { console.result(CheckLine(command: command).verdict(by: judge)) }
                if batch { for line in InputLines() { console.result(CheckLine(line).verdict(by: judge)) } }
                if let file, commands.isEmpty, !batch {
                    let added = judge.rules.count - PolicyRule.builtIn.count
                    console.result("\(file): \(added) rules, all examples hold; policy \(policy.policy.version)")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the rules in force as YAML, in the form of a policy file.")

        @Option(help: "Add the rules of this policy file instead of the configured one.") var file: String?

        func run() async throws {
            let console = Console()
            try await reporting(console) {
                let policy = try PolicyCommand.policy(file)
                let rules = JSONValue.array(policy.judge.rules.map(\.written))
                let text = try YAMLFile.text(
                    ["rules": rules], keys: ["name", "decision", "reason", "command", "match", "not_match"])
                console.result("# \(policy.policy.version)\n" + text.trimmingCharacters(in: .newlines))
            }
        }
    }

    private static func policy(_ file: String?) throws -> PolicyInForce {
        if let file { return try PolicyInForce(path: file) }
        let environment = ProcessInfo.processInfo.environment
        let places = Places(environment: environment)
        let settings = try ConfigurationFile(path: places.configuration, environment: environment).load()
        return try PolicyInForce(path: places.policy(settings.policy.file))
    }
}
