import AirlockAPI
import AirlockCore
import Hummingbird

/// `/healthz`, `/metrics`, `/openapi.json`, `/tools`, and who one is (`/me`, for the page).
struct OperationRoutes: Sendable {
    /// Jobs that `/metrics` counts.
    static let countedJobs = 500

    let version: String
    let tools: [ToolSpec]
    let desk: any Desk
    let counts: RequestCounts

    func add(toOpen router: Router<Visit>) {
        router.get("/healthz") { _, _ in Response.json(["status": "ok", "version": .string(version)]) }
    }

    func add(to router: RouterGroup<SignedVisit>) {
        let document = OpenAPIDocument(version: version, tools: tools).json
        router.get("/openapi.json") { _, _ in Response.json(document) }
        let list = JSONValue.array(tools.map(Self.json))
        router.get("/tools") { _, _ in Response.json(["tools": list]) }
        router.get("/metrics") { _, _ in Response.text(try await metrics(), type: "text/plain; version=0.0.4") }
        router.get("/me") { _, visit in
            Response.json([
                "name": .string(visit.token.name), "scope": .string(visit.token.scope.rawValue),
                "version": .string(version),
            ])
        }
    }

    private static func json(_ tool: ToolSpec) -> JSONValue {
        [
            "name": .string(tool.name), "summary": .string(tool.summary), "input": tool.input, "output": tool.output,
            "examples": .array(tool.examples),
        ]
    }

    private func metrics() async throws -> String {
        var jobs: [Job.Status: Int] = [:]
        for job in try await desk.jobs(limit: Self.countedJobs) { jobs[job.status, default: 0] += 1 }
        var lines = [
            "# HELP airlock_up Whether the server is up.", "# TYPE airlock_up gauge", "airlock_up 1",
            "# HELP airlock_build_info The version.", "# TYPE airlock_build_info gauge",
            "airlock_build_info{version=\"\(version)\"} 1",
            "# HELP airlock_http_requests_total Answers by HTTP status.", "# TYPE airlock_http_requests_total counter",
        ]
        lines += counts.answers.sorted { $0.key < $1.key }.map {
            "airlock_http_requests_total{code=\"\($0.key)\"} \($0.value)"
        }
        lines += ["# HELP airlock_event_streams Streams that are open.", "# TYPE airlock_event_streams gauge"]
        lines += ["airlock_event_streams \(counts.streams)"]
        lines += ["# HELP airlock_jobs The newest \(Self.countedJobs) jobs by status.", "# TYPE airlock_jobs gauge"]
        lines += Job.Status.allCases.map { "airlock_jobs{status=\"\($0.rawValue)\"} \(jobs[$0] ?? 0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
