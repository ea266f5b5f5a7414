import AirlockCore
import ArgumentParser

/// Lends hosts to one job.
struct LendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lend", abstract: "Lets allowed calls of one job connect to hosts, for a while.",
        discussion: "  airlock approvals lend job_1f… registry.npmjs.org:443 --minutes 30 --bytes 500000000\n"
            + "  airlock approvals end-lease lease_1f…                # connections under way end too")

    @Argument(help: "The job; direct.NAME for direct calls of the token NAME.") var job: String
    @Argument(help: "host:port each.") var hosts: [String]
    @Option(help: "Runs that may connect.") var uses: Int?
    @Option(help: "How long it holds.") var minutes = 60
    @Option(help: "Bytes to and from them together.") var bytes: Int?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await withSession { session, console in
            var body: [String: JSONValue] = [
                "job_id": .string(job), "hosts": .array(hosts.map(JSONValue.string)),
                "minutes": .integer(Int64(minutes)),
            ]
            if let uses { body["uses"] = .integer(Int64(uses)) }
            if let bytes { body["bytes"] = .integer(Int64(bytes)) }
            let lease = try await session.client.post("/leases", .object(body))
            if json { return console.result(lease.canonicalText) }
            let line = "\(lease["id"]?.string ?? ""): \(lease["description"]?.string ?? "")"
            console.result(Console.plain("\(line), until \(lease["expires_at"]?.string ?? "")"))
        }
    }
}
