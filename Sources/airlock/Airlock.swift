import ArgumentParser
import Foundation

@main
struct Airlock: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "airlock",
        abstract: "Lets a language model do real work on this machine without putting the machine at risk.",
        discussion: """
            Every action runs in a sandbox on a fresh layer over a snapshot; what it really did is measured; it is
            kept, asked about, or rolled back.

              airlock run "Find 3 articles about git hooks and save the links"
              airlock run --plan-only "Create a Python project named stats with unit tests and commit"
              airlock serve
              airlock approvals list

            Exit codes: 0 success, 1 the job failed, 2 usage, 3 rejected or approval timed out, 4 the machine lacks
            something (see: airlock doctor), 130 interrupted.
            """,
        version: version,
        subcommands: [
            RunCommand.self, ServeCommand.self, DoctorCommand.self, JobsCommand.self, ApprovalsCommand.self,
            TokensCommand.self, PolicyCommand.self, ModelCommand.self, LogCommand.self, IndexCommand.self,
            EvalCommand.self,
        ])

    /// Like the library's, but a usage error exits 2.
    static func main() async {
        do {
            var command = try await asyncParseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch  where exitCode(for: error) == .validationFailure {
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(ExitStatus.usage.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
