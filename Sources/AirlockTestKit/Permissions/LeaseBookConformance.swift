public import AirlockCore
import Testing

/// What every ``LeaseBook`` must do. Each function makes one of its own.
public struct LeaseBookConformance: Sendable {
    private let make: @Sendable () async throws -> any LeaseBook

    public init(_ make: @escaping @Sendable () async throws -> any LeaseBook) { self.make = make }

    public func checkAll() async throws {
        try await findsTheNewestGoodOne()
        try await countsDown()
        try await givesNoMoreUsesThanThereAre()
        try await endsAtOnceWhenRevoked()
        try await keepsHosts()
    }

    public func findsTheNewestGoodOne() async throws {
        let leases = try await make()
        for id in ["lease_1", "lease_2"] { try await leases.give(Self.lease(id)) }
        #expect(
            try await leases.good("k", of: "job_1", at: Self.time(1)) == [Self.lease("lease_2"), Self.lease("lease_1")])
        #expect(try await leases.lease("lease_1") == Self.lease("lease_1"))
        #expect(try await leases.lease("lease_3") == nil)
        #expect(try await leases.good("k", of: "job_2", at: Self.time(1)).isEmpty)
        #expect(try await leases.good("l", of: "job_1", at: Self.time(1)).isEmpty)
        #expect(try await leases.good("k", of: "job_1", at: Self.time(60)).isEmpty)
        #expect(try await leases.list(limit: 1).map(\.id) == ["lease_2"])
    }

    public func countsDown() async throws {
        let leases = try await make()
        try await leases.give(Self.lease("lease_1", uses: 2, bytes: 10))
        try await leases.charge("lease_1", uses: 1, bytes: 0, at: Self.time(1))
        try await leases.charge("lease_1", uses: 0, bytes: 4, at: Self.time(99))
        #expect(try await leases.list(limit: 1) == [Self.lease("lease_1", uses: 1, bytes: 6)])
        await Self.expect(.conflict) { try await leases.charge("lease_1", uses: 0, bytes: 7, at: Self.time(1)) }
        await Self.expect(.conflict) { try await leases.charge("lease_1", uses: 1, bytes: 0, at: Self.time(60)) }
        await Self.expect(.notFound) { try await leases.charge("lease_2", uses: 1, bytes: 0, at: Self.time(1)) }
        try await leases.charge("lease_1", uses: 1, bytes: 0, at: Self.time(1))
        await Self.expect(.conflict) { try await leases.charge("lease_1", uses: 1, bytes: 0, at: Self.time(1)) }
        #expect(try await leases.good("k", of: "job_1", at: Self.time(1)).isEmpty)
    }

    public func givesNoMoreUsesThanThereAre() async throws {
        let leases = try await make()
        try await leases.give(Self.lease("lease_1", uses: 5))
        let won = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    (try? await leases.charge("lease_1", uses: 1, bytes: 0, at: Self.time(1))) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 5)
    }

    public func endsAtOnceWhenRevoked() async throws {
        let leases = try await make()
        try await leases.give(Self.lease("lease_1"))
        try await leases.revoke("lease_1", at: Self.time(2))
        try await leases.revoke("lease_1", at: Self.time(3))
        #expect(try await leases.good("k", of: "job_1", at: Self.time(2)).isEmpty)
        #expect(try await leases.list(limit: 9).map(\.revokedAt) == [Self.time(2)])
        await Self.expect(.conflict) { try await leases.charge("lease_1", uses: 1, bytes: 0, at: Self.time(2)) }
        await Self.expect(.notFound) { try await leases.revoke("lease_2", at: Self.time(2)) }
    }

    public func keepsHosts() async throws {
        let leases = try await make()
        let lease = Lease(
            id: "lease_1", jobID: "job_1", kind: Lease.networkKind, hosts: ["a.test:443", "*.b.test:80"],
            description: "d", questionID: nil, createdAt: Self.time(0), expiresAt: Self.time(60), usesLeft: 1,
            bytesLeft: 5)
        try await leases.give(lease)
        #expect(try await leases.good(Lease.networkKind, of: "job_1", at: Self.time(1)) == [lease])
    }

    private static func time(_ second: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 0).advanced(bySeconds: second)
    }

    private static func lease(_ id: String, uses: Int = 2, bytes: Int? = nil) -> Lease {
        Lease(
            id: id, jobID: "job_1", kind: "k", description: "make it so", questionID: "appr_1", createdAt: time(0),
            expiresAt: time(60), usesLeft: uses, bytesLeft: bytes)
    }

    private static func expect(_ code: AirlockError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: AirlockError.self) { try await body() }
        #expect(error?.code == code)
    }
}
