import AirlockCore
import ArgumentParser
import Foundation

extension JobsCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a job's files out to a folder of this machine.",
            discussion: """
                Without a folder: a new one among Airlock's exports. A new or empty folder
                gets a copy. Into any other, what changed since the job began is brought
                over; if a file was changed there too, nothing is written, and the files
                are named (exit code 1).

                  airlock jobs export job_1f…
                  airlock jobs export job_1f… ~/site --dry-run
                  airlock jobs export job_1f… ~/site
                """)

        @Argument(help: "The job's id.") var id: String
        @Argument(help: "The folder.") var folder: String?
        @Flag(help: "Only say what would be written, and what stands in the way.") var dryRun = false
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                var body: [String: JSONValue] = ["dry_run": .bool(dryRun)]
                if let folder { body["folder"] = .string(URL(filePath: folder).standardizedFileURL.path) }
                let answer = try await session.client.post("/jobs/\(id)/export", .object(body))
                if json {
                    console.result(answer.canonicalText)
                } else {
                    for line in Self.text(answer) { console.result(Console.plain(line)) }
                }
                if answer["conflicts"]?.array?.isEmpty == false { throw ExitStatus.failed }
            }
        }

        private static func text(_ answer: JSONValue) -> [String] {
            func lines(_ name: String, _ word: String) -> [String] {
                (answer[name]?.array ?? []).compactMap(\.string).map { "\(word) \($0.replacing("\n", with: " "))" }
            }
            let changes = (answer["changes"]?.array ?? []).map { change in
                "\(change["kind"]?.string ?? "") \((change["path"]?.string ?? "").replacing("\n", with: " "))"
            }
            let (count, folder) = (answer["files"]?.integer ?? 0, answer["folder"]?.string ?? "")
            let verb = answer["dry_run"]?.bool == true ? "would go" : "went"
            return changes + lines("conflicts", "conflict") + lines("skipped", "left behind")
                + ["\(count) files \(verb) to \(folder)"]
        }
    }
}
