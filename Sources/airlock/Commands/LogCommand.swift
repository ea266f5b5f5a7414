import AirlockCore
import AirlockStore
import ArgumentParser
import Foundation

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Reads and checks the audit log.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks that no line of the audit log was changed, removed or put in.",
            discussion: "  airlock log verify")

        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let console = Console()
            try await reporting(console) {
                let places = Places(environment: ProcessInfo.processInfo.environment)
                let found = try AuditVerification(of: "\(places.home)/logs")
                if let problem = found.problem {
                    let line = "\(problem.file):\(problem.line): \(problem.reason)"
                    console.result(json ? (["ok": false, "problem": .string(line)] as JSONValue).canonicalText : line)
                    throw ExitStatus.failed
                }
                let count = Int64(found.records)
                let answer: JSONValue = ["ok": true, "records": .integer(count)]
                console.result(json ? answer.canonicalText : "\(count) records, unbroken")
            }
        }
    }
}
