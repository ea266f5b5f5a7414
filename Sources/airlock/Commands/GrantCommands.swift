import AirlockCore
import ArgumentParser

/// Issues a `whitelist_token` for `shell_exec`.
struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Issues a whitelist_token: exact commands that run in one job without asking.",
        discussion: "  airlock tokens grant job_1f… \"make deploy\" \"docker build .\" --uses 3 --minutes 30")

    @Argument(help: "The job; direct.NAME for direct calls of the token NAME.") var job: String
    @Argument(help: "Commands, each a program with its exact arguments.") var patterns: [String]
    @Option(help: "Calls that it is good for.") var uses = 1
    @Option(help: "How long it is good.") var minutes = 60
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await withSession { session, console in
            let answer = try await session.client.post(
                "/policy/tokens",
                [
                    "job_id": .string(job), "patterns": .array(patterns.map(JSONValue.string)),
                    "uses": .integer(Int64(uses)), "expires_in": .integer(Int64(minutes) * 60),
                ])
            if json { return console.result(answer.canonicalText) }
            console.result(answer["whitelist_token"]?.string ?? "")
            console.say(
                "\(answer["id"]?.string ?? ""), good until \(answer["expires_at"]?.string ?? ""). It is shown this once."
            )
        }
    }
}

struct GrantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grants", abstract: "Lists the whitelist tokens that were issued.")

    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await withSession { session, console in
            let answer = try await session.client.get("/policy/tokens")
            if json { return console.result(answer.canonicalText) }
            for grant in answer["tokens"]?.array ?? [] {
                let state = grant["good"]?.bool == true ? "good" : "ended"
                let left = "\(grant["uses_left"]?.integer ?? 0) of \(grant["uses"]?.integer ?? 0) uses left"
                let columns = ["id", "job_id", "expires_at"].map { grant[$0]?.string ?? "-" }
                let patterns = grant["patterns"]?.canonicalText ?? ""
                console.result(Console.plain(([state, left] + columns + [patterns]).joined(separator: "  ")))
            }
        }
    }
}

struct EndGrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-grant", abstract: "Ends a whitelist token at once.")

    @Argument(help: "The grant's id.") var id: String

    func run() async throws {
        try await withSession { session, console in
            _ = try await session.client.delete("/policy/tokens/\(id)")
            console.result("\(id): ended")
        }
    }
}
