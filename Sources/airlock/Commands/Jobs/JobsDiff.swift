import AirlockCore
import ArgumentParser

extension JobsCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what differs between two states of a job's files.",
            discussion: """
                  airlock jobs diff job_1f…                           # since the job began
                  airlock jobs diff job_1f… 5c0ffee123                # from there to the files as they are
                  airlock jobs diff job_1f… 5c0ffee123 8badf00d12
                """)

        @Argument(help: "The job's id.") var id: String
        @Argument(help: "The snapshot to start from. Default: what the job began with.") var from: String?
        @Argument(help: "The snapshot to end at. Default: the files as they are.") var to: String?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let snapshots = try await session.client.get("/jobs/\(id)/snapshots")["snapshots"]?.array ?? []
                let current = snapshots.first { $0["current"]?.bool == true }
                let (older, newer) = (from ?? Self.id(snapshots.first), to ?? Self.id(current))
                let answer = try await session.client.get("/jobs/\(id)/snapshots/\(older)/diff/\(newer)")
                if json { return console.result(answer.canonicalText) }
                guard answer["changes_total"]?.integer != 0 else { return console.say("no difference") }
                console.result(Console.plain(answer["diff"]?.string ?? ""))
            }
        }

        private static func id(_ snapshot: JSONValue?) -> String { snapshot?["snapshot_id"]?.string ?? "" }
    }
}
