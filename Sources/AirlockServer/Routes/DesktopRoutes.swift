import AirlockAPI
import AirlockCore
import HTTPTypes
import Hummingbird

/// `/jobs/{id}/desktop`: what is on a job's desktop, and a person's hand on it.
///
/// Who may read a job may look. Taking over needs a token that decides: else a program could do by this way what it must ask for
/// when it calls `keyboard_mouse`.
struct DesktopRoutes: Sendable {
    /// Seconds that one request waits for the picture to change.
    static let longestWait = 20

    let desktops: any DesktopControl
    let readership: Readership

    func add(to router: RouterGroup<SignedVisit>) {
        router.get("/jobs/:id/desktop") { request, visit in try await look(request, visit) }
        router.get("/jobs/:id/desktop/state") { request, visit in
            try await state(of: job(request, visit), visit)
        }
        router.post("/jobs/:id/desktop/take") { request, visit in
            let job = try await held(request, visit)
            try await desktops.take(job, by: visit.token.name)
            return try await state(of: job, visit)
        }
        router.post("/jobs/:id/desktop/give-back") { request, visit in
            let job = try await held(request, visit)
            try await desktops.giveBack(job, by: visit.token.name)
            return try await state(of: job, visit)
        }
        router.post("/jobs/:id/desktop/input") { request, visit in try await input(request, visit) }
    }

    private func job(_ request: Request, _ visit: SignedVisit) async throws -> Job.ID {
        _ = try request.query()
        return try await readership.job(visit.id(), for: visit.token).id
    }

    private func held(_ request: Request, _ visit: SignedVisit) async throws -> Job.ID {
        try visit.require(.approve, to: "take a desktop over")
        return try await job(request, visit)
    }

    /// The picture's mark is its entity tag (RFC 9110, 8.8.3), so that a client which has it is sent nothing.
    private func look(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let wait = try request.query("wait").number("wait", in: 0...Self.longestWait) ?? 0
        let job = try await readership.job(visit.id(), for: visit.token).id
        let known = request.headers[.ifNoneMatch].map { $0.filter(\.isHexDigit) }
        let mark = known?.count == 16 ? known?.lowercased() : nil
        guard let picture = try await desktops.look(at: job, unless: mark, patience: .seconds(mark == nil ? 0 : wait))
        else {
            return Response(status: .notModified, headers: mark.map { [.eTag: "\"\($0)\""] } ?? [:])
        }
        return Response(
            status: .ok, headers: [.contentType: "image/png", .eTag: "\"\(picture.mark)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture.png)))
    }

    private func state(of job: Job.ID, _ visit: SignedVisit) async throws -> Response {
        guard let state = await desktops.state(of: job) else { return .json(["running": false]) }
        return .json([
            "running": true, "width": .integer(Int64(state.size.width)), "height": .integer(Int64(state.size.height)),
            "holder": state.holder.map(JSONValue.string) ?? .null, "yours": .bool(state.holder == visit.token.name),
        ])
    }

    private func input(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        let job = try await held(request, visit)
        let body = try DesktopInputBody(await request.json())
        guard let state = await desktops.state(of: job) else {
            throw AirlockError(.notFound, "the job \(job) has no desktop")
        }
        try await desktops.perform(body.inputs(on: state.size), on: job, by: visit.token.name)
        return try await self.state(of: job, visit)
    }
}
