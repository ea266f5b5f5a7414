import AirlockCore
import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Carries out a task and reports.",
        discussion: """
            Starts a server inside this process unless one is running. Progress goes to standard error, the report to
            standard output (Markdown, or one JSON object with --json).

              airlock run "Find 3 articles about git hooks and save the links"
              airlock run "Создай проект на Python под названием stats с тестами и сделай коммит"
              airlock run --plan-only --json "Create a node project named notes, run its tests"
              airlock run "Run the tests" --from job_1f…@5c0ffee123
            """)

    @Argument(help: "The task, in plain words.")
    var task: String

    @Option(name: .customLong("in"), help: "Work on a copy of this host folder.")
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "Go on from another job's files, as they are or as they were at a snapshot.", valueName: "job[@snapshot]"))
    var from: String?

    @Option(name: .customLong("constraint"), help: "Something to keep to; may be repeated.")
    var constraints: [String] = []

    @Option(
        help: ArgumentHelp(
            "What may be kept without asking, and what must be asked about, e.g. {\"writes\":[\"src\"],\"max_files\":50}.",
            valueName: "json"))
    var envelope: String?

    @Flag(help: "Print the plan and run nothing.")
    var planOnly = false

    @Flag(help: "Print one JSON object on standard output.")
    var json = false

    @Flag(help: "Approve what was measured and is contained; never what leaves the machine.")
    var yes = false

    @Option(help: "Also copy the result to this new or empty folder.")
    var export: String?

    func validate() throws {
        guard folder == nil || from == nil else { throw ValidationError("--in and --from exclude each other") }
        if let envelope, (try? JSONValue(parsing: envelope))?.object == nil {
            throw ValidationError("--envelope is not a JSON object")
        }
        if let from, Self.fork(from) == nil { throw ValidationError("--from is not JOB or JOB@SNAPSHOT") }
    }

    /// `JOB[@SNAPSHOT]` as `POST /jobs` takes it.
    static func fork(_ text: String) -> JSONValue? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), let job = parts.first else {
            return nil
        }
        return parts.count == 1 ? ["job_id": .string(job)] : ["job_id": .string(job), "snapshot_id": .string(parts[1])]
    }

    func run() async throws {
        let console = Console()
        try await reporting(console) {
            let job = RunningJob(console: console, options: self, export: try export.map { try ExportTarget($0) })
            do {
                try await Signals.interruptible {
                    try await job.follow()
                } stopping: {
                    await job.interrupt()
                }
            } catch {
                await job.close()
                throw error
            }
            await job.close()
        }
    }
}
