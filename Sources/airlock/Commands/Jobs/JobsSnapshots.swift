import AirlockCore
import ArgumentParser

extension JobsCommand {
    struct Snapshots: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the states of a job's files, oldest first, with what made each.",
            discussion: """
                The one in force is marked with *. Calls without a job belong to the job
                direct.TOKEN, e.g. direct.admin.

                  airlock jobs snapshots job_1f…
                  airlock jobs snapshots direct.admin --json
                """)

        @Argument(help: "The job's id.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let answer = try await session.client.get("/jobs/\(id)/snapshots")
                if json { return console.result(answer.canonicalText) }
                for snapshot in answer["snapshots"]?.array ?? [] {
                    console.result(Console.plain(Self.line(snapshot)))
                }
            }
        }

        private static func line(_ snapshot: JSONValue) -> String {
            let mark = snapshot["current"]?.bool == true ? "*" : " "
            let step = snapshot["step"]?.integer.map { "step \($0)" } ?? "-"
            let maker = snapshot["tool"]?.string ?? (snapshot["parent"]?.string == nil ? "base" : "-")
            let parent = snapshot["parent"]?.string.map { "after \($0)" } ?? ""
            return [
                mark, snapshot["snapshot_id"]?.string ?? "", snapshot["created_at"]?.string ?? "", step, maker, parent,
            ].filter { !$0.isEmpty }.joined(separator: "  ")
        }
    }
}
