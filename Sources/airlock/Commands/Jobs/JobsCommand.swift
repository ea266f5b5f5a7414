import AirlockCore
import ArgumentParser

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Shows and steers jobs.",
        discussion: """
              airlock jobs list
              airlock jobs show job_1f…
              airlock jobs retry job_1f…
              airlock jobs snapshots job_1f…
              airlock jobs rollback job_1f… 5c0ffee123
              airlock jobs diff job_1f…
              airlock jobs export job_1f… ~/site --dry-run
            """,
        subcommands: [
            List.self, Show.self, Watch.self, Cancel.self, Retry.self, Snapshots.self, Rollback.self, Diff.self,
            Export.self,
        ])

    struct List: AsyncParsableCommand {
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let answer = try await session.client.get("/jobs")
                if json { return console.result(answer.canonicalText) }
                for job in answer["jobs"]?.array ?? [] {
                    let columns = ["job_id", "status", "created_at", "task"].map { job[$0]?.string ?? "-" }
                    console.result(Console.plain(columns.joined(separator: "  ").replacing("\n", with: " ")))
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        @Argument(help: "The job's id.") var id: String
        @Flag(help: "Print the report as JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let path = "/jobs/\(id)/report"
                let text =
                    json
                    ? try await session.client.get(path).canonicalText
                    : Console.plain(try await session.client.text("\(path)?format=markdown"))
                console.result(text)
            }
        }
    }

    struct Watch: AsyncParsableCommand {
        @Argument(help: "The job's id.") var id: String

        func run() async throws {
            try await withSession { [id] session, console in
                try await Signals.interruptible {
                    try await JobsCommand.watch(id, session, console)
                } stopping: {
                    console.clear()
                }
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        @Argument(help: "The job's id.") var id: String

        func run() async throws {
            try await withSession { session, console in
                let job = try await session.client.post("/jobs/\(id)/cancel")
                console.result("\(id): \(job["status"]?.string ?? "")")
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Goes on from the first step that did not succeed, and follows the job.")
        @Argument(help: "The job's id.") var id: String

        func run() async throws {
            try await withSession { [id] session, console in
                try await Signals.interruptible {
                    let before = try await session.client.get("/jobs/\(id)")["last_seq"]?.integer ?? 0
                    _ = try await session.client.post("/jobs/\(id)/retry")
                    try await JobsCommand.watch(id, session, console, after: before)
                } stopping: {
                    _ = try? await session.client.post("/jobs/\(id)/cancel")
                    console.clear()
                    console.say("Interrupted. Go on with: airlock jobs retry \(id)")
                }
            }
        }
    }

    /// Follows a job to its end; exits by its status.
    static func watch(_ id: String, _ session: Session, _ console: Console, after: Int = 0) async throws {
        let job = try await session.client.get("/jobs/\(id)")
        var display = JobDisplay(console: console, language: Language(of: job["task"]?.string ?? ""), job: job)
        var status = "failed"
        for try await (event, data) in session.client.follow("/jobs/\(id)/events?after=\(after)") {
            display.show(event, data)
            if event == "waiting", let question = data["approval_id"]?.string {
                console.say("    waiting for: airlock approvals approve \(question)")
            }
            if event == "ended" { status = data["status"]?.string ?? status }
        }
        try Task.checkCancellation()
        console.clear()
        console.result(Console.plain(try await session.client.text("/jobs/\(id)/report?format=markdown")))
        let code = ExitStatus.of(status: status)
        if code != .success { throw code }
    }
}

/// Opens a session for one command and closes it whatever happens.
func withSession(_ body: (Session, Console) async throws -> Void) async throws {
    let console = Console()
    try await reporting(console) {
        let session = try await Session.open(console: console)
        do {
            try await body(session, console)
        } catch {
            await session.close()
            throw error
        }
        await session.close()
    }
}
