import AirlockCore
import ArgumentParser

struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals", abstract: "Shows and answers what waits for a person.",
        discussion: "  airlock approvals list\n  airlock approvals approve appr_1f… --comment \"looks right\"",
        subcommands: [List.self, Show.self, Approve.self, Reject.self])

    struct List: AsyncParsableCommand {
        @Flag(help: "Print JSON.") var json = false
        @Flag(help: "Also those that are settled.") var all = false

        func run() async throws {
            try await withSession { session, console in
                let answer = try await session.client.get(all ? "/approvals" : "/approvals?state=waiting")
                if json { return console.result(answer.canonicalText) }
                let cards = answer["approvals"]?.array ?? []
                if cards.isEmpty { console.result("nothing waits") }
                for card in cards {
                    let columns = ["id", "state", "expires_at", "description"].map { card[$0]?.string ?? "-" }
                    console.result(Console.plain(columns.joined(separator: "  ").replacing("\n", with: " ")))
                }
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

        func run() async throws { try await ApprovalsCommand.decide(id, "approve", comment) }
    }

    struct Reject: AsyncParsableCommand {
        @Argument(help: "The question's id.") var id: String
        @Option(help: "Why.") var comment: String?

        func run() async throws { try await ApprovalsCommand.decide(id, "reject", comment) }
    }

    static func decide(_ id: String, _ decision: String, _ comment: String?) async throws {
        try await withSession { session, console in
            var body: [String: JSONValue] = ["decision": .string(decision)]
            if let comment { body["comment"] = .string(comment) }
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
