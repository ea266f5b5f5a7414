public import AirlockCore
import Testing

/// What every ``GrantAuthority`` must do. Each function makes one of its own.
public struct GrantAuthorityConformance: Sendable {
    private let make: @Sendable () async throws -> any GrantAuthority

    public init(_ make: @escaping @Sendable () async throws -> any GrantAuthority) { self.make = make }

    public func checkAll() async throws {
        try await honoursWhatItIssued()
        try await saysWhyItRefuses()
        try await givesNoMoreUsesThanThereAre()
        try await refusesTermsBeyondTheLimits()
    }

    public func honoursWhatItIssued() async throws {
        let grants = try await make()
        let grant = Self.grant("grant_1", uses: 2)
        let token = try await grants.issue(grant)
        #expect(try await grants.check(token, for: "job_1", at: Self.time(1)) == grant)
        #expect(try await grants.check(token, for: "job_1", at: Self.time(1)) == grant)
        try await grants.spend("grant_1")
        #expect(try await grants.list(limit: 9) == [GrantRecord(grant: grant, used: 1, revokedAt: nil)])
    }

    public func saysWhyItRefuses() async throws {
        let grants = try await make()
        let token = try await grants.issue(Self.grant("grant_1", uses: 1))
        let other = try await grants.issue(Self.grant("grant_2", uses: 1))
        await Self.refuses(grants, token, "is foreign", job: "job_2")
        await Self.refuses(grants, token, "expired", at: 60)
        for forged in ["", "x", token + "x", String(token.dropLast()), String(token.reversed())] {
            await Self.refuses(grants, forged, "is forged")
        }
        try await grants.spend("grant_1")
        await Self.refuses(grants, token, "is used up")
        try await grants.revoke("grant_2", at: Self.time(5))
        try await grants.revoke("grant_2", at: Self.time(6))
        await Self.refuses(grants, other, "was revoked")
        let late = await #expect(throws: AirlockError.self) { try await grants.spend("grant_2") }
        #expect(late?.code == .forbidden)
        #expect(try await grants.list(limit: 1).first?.revokedAt == Self.time(5))
        let unknown = await #expect(throws: AirlockError.self) { try await grants.revoke("grant_3", at: Self.time(1)) }
        #expect(unknown?.code == .notFound)
    }

    public func givesNoMoreUsesThanThereAre() async throws {
        let grants = try await make()
        _ = try await grants.issue(Self.grant("grant_1", uses: 7))
        let won = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 { group.addTask { (try? await grants.spend("grant_1")) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(won == 7)
        #expect(try await grants.list(limit: 1).first?.used == 7)
    }

    public func refusesTermsBeyondTheLimits() async throws {
        let grants = try await make()
        for wrong in [
            Self.grant("g", uses: 0), Self.grant("g", uses: 10_001), Self.grant("g", uses: 1, patterns: []),
            Self.grant("g", uses: 1, patterns: [[]]), Self.grant("g", uses: 1, patterns: [[""]]),
            Self.grant("g", uses: 1, seconds: 0), Self.grant("g", uses: 1, seconds: 31 * 86_400),
            Self.grant("g", uses: 1, patterns: [[String(repeating: "a", count: 9000)]]),
        ] {
            let error = await #expect(throws: AirlockError.self) { try await grants.issue(wrong) }
            #expect(error?.code == .invalidRequest)
        }
        #expect(try await grants.list(limit: 9).isEmpty)
    }

    private static func refuses(
        _ grants: any GrantAuthority, _ token: String, _ words: String, job: Job.ID = "job_1", at second: Int = 1
    ) async {
        let error = await #expect(throws: AirlockError.self) {
            try await grants.check(token, for: job, at: time(second))
        }
        #expect(error?.code == (words == "expired" ? .expired : .forbidden))
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    private static func time(_ second: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 0).advanced(bySeconds: second)
    }

    private static func grant(
        _ id: String, uses: Int, patterns: [[String]] = [["make", "it so"]], seconds: Int = 60
    ) -> WhitelistGrant {
        WhitelistGrant(
            id: id, jobID: "job_1", patterns: patterns, uses: uses, issuedAt: time(0), expiresAt: time(seconds),
            issuedBy: "admin")
    }
}
