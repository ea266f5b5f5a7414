import AirlockAPI
import AirlockCore
import AirlockRuntime
import AsyncAlgorithms
import HTTPTypes
import Hummingbird

/// `/jobs`: begin, look at, follow and steer jobs.
struct JobRoutes: Sendable {
    let desk: any Desk
    let readership: Readership
    let events: EventStream

    func add(to router: RouterGroup<SignedVisit>) {
        router.get("/jobs") { request, visit in try await list(request, visit) }
        router.post("/jobs") { request, visit in try await submit(request, visit) }
        router.get("/jobs/:id") { request, visit in Response.json(JobView(try await job(request, visit)).json) }
        router.get("/jobs/:id/report") { request, visit in try await report(request, visit) }
        router.get("/jobs/:id/events") { request, visit in try await follow(request, visit) }
        router.post("/jobs/:id/cancel") { request, visit in
            Response.json(JobView(try await desk.cancel(job(request, visit).id)).json)
        }
        router.post("/jobs/:id/retry") { request, visit in
            Response.json(JobView(try await desk.retry(job(request, visit).id)).json)
        }
    }

    private func job(_ request: Request, _ visit: SignedVisit) async throws -> Job {
        _ = try request.query()
        return try await readership.job(visit.id(), for: visit.token)
    }

    private func list(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let limit = try request.query("limit").number("limit", in: 1...200) ?? 50
        let jobs = try await readership.jobs(limit: limit, for: visit.token)
        return .json(["jobs": .array(jobs.map { JobView($0).line })])
    }

    private func submit(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        _ = try request.query()
        let body = try JobBody(await request.json())
        if body.workspace != nil {
            // Else a program with a `run` token could read any folder that the server's user can.
            try visit.require(.admin, to: "copy a host folder into a job")
        }
        var origin: JobOrigin?
        if let fork = body.fork {
            origin = try await readership.job(fork.jobID, for: visit.token).origin(at: fork.snapshotID)
        }
        let job = try await desk.submit(body.request(owner: visit.token.name, origin: origin))
        var response = Response.json(JobView(job).json, status: 201)
        response.headers[.location] = "/jobs/\(job.id)"
        return response
    }

    private func report(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let format = try request.query("format")["format"] ?? "json"
        let job = try await readership.job(visit.id(), for: visit.token)
        let report = try await desk.report(job.id)
        switch format {
        case "json": return .json(report.json)
        case "markdown": return .text(report.markdown, type: "text/markdown")
        default: throw AirlockError(.invalidRequest, "format is neither json nor markdown")
        }
    }

    private func follow(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        var query = try request.query("after")
        if let last = request.headers.text("Last-Event-ID") { query = ["Last-Event-ID": last] }
        let after =
            try query.number("Last-Event-ID", in: 0...Int.max) ?? query.number("after", in: 0...Int.max) ?? 0
        let job = try await readership.job(visit.id(), for: visit.token)
        let updates = try await desk.follow(job.id, after: after)
        return try events.response(to: request, Self.frames(updates))
    }

    /// The updates as frames, and a last one that tells the client not to come back for more.
    private static func frames(
        _ updates: AsyncThrowingStream<JobUpdate, any Error>
    ) -> some AsyncSequence<EventFrame, any Error> & Sendable {
        chain(
            updates.map { update in
                switch update {
                case .event(let record):
                    let view = EventView(record)
                    return EventFrame(id: record.seq, event: view.type, data: view.json)
                case .progress(let text): return EventFrame(event: "progress", data: ["text": .string(text)])
                }
            }, [EventFrame(event: "end", data: [:])].async)
    }
}
