import AirlockAPI
import AirlockCore
import Hummingbird

/// `/jobs/{id}/…`: the states of a job's files, between them and out of them.
struct SnapshotRoutes: Sendable {
    let desk: any Desk
    let readership: Readership

    func add(to router: RouterGroup<SignedVisit>) {
        router.get("/jobs/:id/snapshots") { request, visit in
            Response.json(JobView(try await job(request, visit)).snapshots)
        }
        router.get("/jobs/:id/snapshots/:a/diff/:b") { request, visit in try await compare(request, visit) }
        router.post("/jobs/:id/rollback") { request, visit in try await rollBack(request, visit) }
        router.post("/jobs/:id/export") { request, visit in try await export(request, visit) }
    }

    private func job(_ request: Request, _ visit: SignedVisit) async throws -> Job {
        _ = try request.query()
        return try await readership.job(visit.id(), for: visit.token)
    }

    private func compare(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let job = try await job(request, visit)
        let comparison = try await desk.compare(job.id, from: try visit.id("a"), to: try visit.id("b"))
        return .json(ComparisonView(comparison, of: job.id).json)
    }

    private func rollBack(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let job = try await job(request, visit)
        let body = try RollbackBody(await request.json())
        return .json(JobView(try await desk.rollBack(job.id, to: body.snapshotID)).json)
    }

    private func export(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let job = try await job(request, visit)
        let body = try ExportBody(await request.json(orElse: [:]))
        if body.folder != nil {
            // Else a program with a `run` token could write to any folder that the server's user can.
            try visit.require(.admin, to: "write to a host folder")
        }
        return .json(JobExportView(try await desk.export(job.id, body.request)).json)
    }
}
