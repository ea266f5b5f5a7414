import AirlockCore
import ArgumentParser

extension JobsCommand {
    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an earlier snapshot the job's files again.",
            discussion: """
                Nothing is lost: what is left stays in the list, and rolling back to it
                undoes the rollback. What already left the machine is not undone. A job at
                work must end or be cancelled first.

                  airlock jobs snapshots job_1f…
                  airlock jobs rollback job_1f… 5c0ffee123
                """)

        @Argument(help: "The job's id.") var id: String
        @Argument(help: "One of the job's snapshots.") var snapshot: String
        @Flag(help: "Print the job as JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let before = try await session.client.get("/jobs/\(id)")["snapshot_id"]?.string ?? ""
                let job = try await session.client.post("/jobs/\(id)/rollback", ["snapshot_id": .string(snapshot)])
                if json { return console.result(job.canonicalText) }
                if before == snapshot { return console.result("\(id) stands on \(snapshot) already") }
                console.result("\(id): \(before) -> \(snapshot)")
                console.say("Undo with: airlock jobs rollback \(id) \(before)")
            }
        }
    }
}
