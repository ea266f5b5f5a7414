import AirlockCore
import ArgumentParser

struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals", abstract: "Shows and answers what waits for a person.",
        discussion: "  airlock approvals list\n  airlock approvals approve appr_1f… --comment \"looks right\"\n"
            + "  airlock approvals approve appr_1f… --uses 5 --minutes 10     # and the same call in this job again\n"
            + "  airlock approvals leases",
        subcommands: [List.self, Show.self, Approve.self, Reject.self, Leases.self, LendCommand.self, EndLease.self])

    struct List: AsyncParsableCommand {
        @Flag(help: "Print JSON.") var json = false
        @Flag(help: "Also those that are settled.") var all = false
        @Option(help: "How many, 1 to 200.") var limit = 50
        @Option(help: "Only those older than this one.") var after: String?

        func run() async throws {
            try await withSession { session, console in
                var items = ["limit=\(limit)"]
                if !all { items.append("state=waiting") }
                if let after { items.append("after=\(after)") }
                let answer = try await session.client.get("/approvals?" + items.joined(separator: "&"))
                if json { return console.result(answer.canonicalText) }
                let cards = answer["approvals"]?.array ?? []
                if cards.isEmpty { console.result("nothing waits") }
                for card in cards {
                    let hash = String(card["hash"]?.string?.prefix(12) ?? "-")
                    let columns = ["id", "state", "expires_at"].map { card[$0]?.string ?? "-" } + [hash]
                    let line = (columns + [card["description"]?.string ?? "-"]).joined(separator: "  ")
                    console.result(Console.plain(line.replacing("\n", with: " ")))
                }
                if let next = answer["next"]?.string { console.say("older ones: --after \(next)") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        @Argument(help: "The question's id.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let card = try await session.client.get("/approvals/\(id)")
                console.result(json ? card.canonicalText : Console.plain(CardText.text(card)))
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        @Argument(help: "The question's id.") var id: String
        @Option(help: "Why.") var comment: String?
        @Option(help: "Also allow the same call in this job so many times more, for --minutes.") var uses: Int?
        @Option(help: "How long that holds; 10 if only --uses is given.") var minutes: Int?
        @Option(help: "Bytes that those calls may write together.") var bytes: Int?

        func validate() throws {
            guard uses == nil, minutes != nil || bytes != nil else { return }
            throw ValidationError("--minutes and --bytes go with --uses")
        }

        func run() async throws {
            var lease: JSONValue?
            if let uses {
                var terms: [String: JSONValue] = [
                    "uses": .integer(Int64(uses)), "minutes": .integer(Int64(minutes ?? 10)),
                ]
                if let bytes { terms["bytes"] = .integer(Int64(bytes)) }
                lease = .object(terms)
            }
            try await ApprovalsCommand.decide(id, "approve", comment, lease: lease)
        }
    }

    struct Leases: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists standing permissions, and the way out.")
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await withSession { session, console in
                let answer = try await session.client.get("/leases")
                if json { return console.result(answer.canonicalText) }
                for lease in answer["leases"]?.array ?? [] {
                    let left = "\(lease["uses_left"]?.integer ?? 0) uses"
                    let bytes = lease["bytes_left"]?.integer.map { ", \($0) bytes" } ?? ""
                    let state = lease["good"]?.bool == true ? "good" : "ended"
                    let columns = ["id", "job_id", "expires_at", "description"].map { lease[$0]?.string ?? "-" }
                    let line = ([state, left + bytes] + columns).joined(separator: "  ")
                    console.result(Console.plain(line.replacing("\n", with: " ")))
                }
                let hosts = (answer["egress"]?.array ?? []).compactMap(\.string)
                console.result(
                    "way out for allowed commands of every job: \(hosts.isEmpty ? "none" : hosts.joined(separator: ", "))"
                )
            }
        }
    }

    struct EndLease: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "end-lease", abstract: "Ends a lease at once.")
        @Argument(help: "The lease's id.") var id: String

        func run() async throws {
            try await withSession { session, console in
                _ = try await session.client.delete("/leases/\(id)")
                console.result("\(id): ended")
            }
        }
    }

    struct Reject: AsyncParsableCommand {
        @Argument(help: "The question's id.") var id: String
        @Option(help: "Why.") var comment: String?

        func run() async throws { try await ApprovalsCommand.decide(id, "reject", comment) }
    }

    static func decide(_ id: String, _ decision: String, _ comment: String?, lease: JSONValue? = nil) async throws {
        try await withSession { session, console in
            var body: [String: JSONValue] = ["decision": .string(decision)]
            if let comment { body["comment"] = .string(comment) }
            if let lease { body["lease"] = lease }
            let job = try await session.client.get("/approvals/\(id)")["job_id"]?.string ?? ""
            let isDirect = job.isEmpty || job.hasPrefix("direct.")
            let before = isDirect ? 0 : try await session.client.get("/jobs/\(job)")["last_seq"]?.integer ?? 0
            let card = try await session.client.post("/approvals/\(id)/decision", .object(body))
            console.result("\(id): \(card["state"]?.string ?? decision)")
            // A server inside this process ends with it: what the decision began must come to its end first.
            guard session.isLocal else { return }
            try await Signals.interruptible {
                if isDirect {
                    try await outcome(of: card["request_id"]?.string ?? "", session, console)
                } else {
                    try await JobsCommand.watch(job, session, console, after: before)
                }
            } stopping: {
                console.clear()
                if !isDirect { console.say("Interrupted. Go on with: airlock jobs retry \(job)") }
            }
        }
    }

    /// Waits, ten minutes at most, for what became of a direct call, and says it.
    private static func outcome(of request: String, _ session: Session, _ console: Console) async throws {
        for _ in 0..<3000 {
            let answer: JSONValue
            do {
                answer = try await session.client.get("/requests/\(request)")
            } catch let error as AirlockError where error.code == .notFound {
                return  // A question of `human_approval`: nothing follows from it here.
            }
            if answer["status"]?.string != "pending" {
                let reason = answer["error"]?["message"]?.string.map { ": \($0)" } ?? ""
                return console.result(Console.plain("\(request): \(answer["status"]?.string ?? "")\(reason)"))
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw AirlockError(
            .backendFailed, "the call \(request) is still not done after ten minutes",
            hint: "run a server (airlock serve) and read GET /requests/\(request)")
    }
}
