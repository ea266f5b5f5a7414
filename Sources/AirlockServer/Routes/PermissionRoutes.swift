import AirlockAPI
import AirlockCore
import Hummingbird

/// `/leases` and `/policy/tokens`: what is permitted beforehand, by people and by administrators.
struct PermissionRoutes: Sendable {
    static let listed = 200

    let desk: any Desk
    /// Where allowed commands may connect to, as configured.
    let egress: [String]
    let world: World

    func add(to router: RouterGroup<SignedVisit>) {
        router.get("/leases") { request, visit in try await leases(request, visit) }
        router.post("/leases") { request, visit in try await lend(request, visit) }
        router.delete("/leases/:id") { request, visit in
            try await revoke(request, visit, .approve) { try await desk.revokeLease($0) }
        }
        router.post("/policy/tokens") { request, visit in try await grant(request, visit) }
        router.get("/policy/tokens") { request, visit in try await grants(request, visit) }
        router.delete("/policy/tokens/:id") { request, visit in
            try await revoke(request, visit, .admin) { try await desk.revokeGrant($0) }
        }
    }

    private func leases(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        try visit.require(.approve, to: "see leases")
        _ = try request.query()
        let now = world.now()
        let leases = try await desk.leases(limit: Self.listed).map { $0.json(at: now) }
        return .json(["leases": .array(leases), "egress": .array(egress.map(JSONValue.string))])
    }

    private func lend(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        try visit.require(.approve, to: "lend hosts")
        _ = try request.query()
        let body = try LoanBody(await request.json())
        let lease = try await desk.lend(body.hosts, to: body.jobID, body.terms, by: visit.token.name)
        return .json(lease.json(at: world.now()), status: 201)
    }

    private func grant(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        try visit.require(.admin, to: "issue whitelist tokens")
        _ = try request.query()
        let body = try GrantBody(await request.json())
        let (token, grant) = try await desk.grant(
            body.patterns, in: body.jobID, uses: body.uses, expiresIn: body.expiresIn, by: visit.token.name)
        let record = GrantRecord(grant: grant, used: 0, revokedAt: nil)
        var members = record.json(at: world.now()).object ?? [:]
        members["whitelist_token"] = .string(token)
        return .json(.object(members), status: 201)
    }

    private func grants(_ request: Request, _ visit: SignedVisit) async throws -> Response {
        try visit.require(.admin, to: "see whitelist tokens")
        _ = try request.query()
        let now = world.now()
        return .json(["tokens": .array(try await desk.grants(limit: Self.listed).map { $0.json(at: now) })])
    }

    private func revoke(
        _ request: Request, _ visit: SignedVisit, _ scope: TokenScope, _ end: (String) async throws -> Void
    ) async throws -> Response {
        try visit.require(scope, to: "end it")
        _ = try request.query()
        let id = try visit.id()
        try await end(id)
        return .json(["id": .string(id), "revoked": true])
    }
}
