import AirlockCore
import AirlockStore
import AirlockTestKit
import Foundation
import Testing

@Suite struct StoredPermissionsTests {
    @Test func `what is stored does what the ports say`() async throws {
        let homes = TemporaryHomes()
        try await FeatureUsesConformance { try homes.next().store().featureUses }.checkAll()
        try await GrantAuthorityConformance { try homes.next().store().grants }.checkAll()
        try await LeaseBookConformance { try homes.next().store().leases }.checkAll()
    }

    @Test func `uses, grants and leases outlive a restart`() async throws {
        let home = try TemporaryHome()
        let first = try home.store()
        try await first.featureUses.add([.powershell])
        let token = try await first.grants.issue(grant("grant_1"))
        try await first.grants.spend("grant_1")
        try await first.leases.give(lease)
        try await first.leases.charge("lease_1", uses: 1, bytes: 0, at: time(1))
        first.close()

        let second = try home.store()
        #expect(try await second.featureUses.counts() == [.powershell: 1])
        #expect(try await second.grants.check(token, for: "job_1", at: time(1)) == grant("grant_1"))
        #expect(try await second.grants.list(limit: 1).first?.used == 1)
        #expect(try await second.leases.list(limit: 1).first?.usesLeft == 1)
        second.close()
    }

    @Test func `uses are counted on each machine by itself`() async throws {
        let home = try TemporaryHome()
        let here = try Store(home.folder(), world: home.world, machine: "here")
        try await here.featureUses.add([.upload])
        here.close()
        let there = try Store(home.folder(), world: home.world, machine: "there")
        #expect(try await there.featureUses.counts() == [:])
        there.close()
    }

    @Test func `the key is its user's alone, and one that others may read is not used`() throws {
        let home = try TemporaryHome()
        try home.store().close()
        #expect(home.mode("keys/grants.key") == 0o600)
        #expect(try home.bytes("keys/grants.key").count == 32)
        chmod(home.path + "/keys/grants.key", 0o644)
        let error = #expect(throws: AirlockError.self) { try home.store() }
        #expect(error?.code == .unavailable)
    }

    @Test func `a token of another key, or for a row that says more than was signed, is forged`() async throws {
        let (home, foreign) = (try TemporaryHome(), try TemporaryHome())
        let (store, other) = (try home.store(), try foreign.store())
        _ = try await store.grants.issue(grant("grant_1"))
        let theirs = try await other.grants.issue(grant("grant_1"))
        let error = await #expect(throws: AirlockError.self) {
            try await store.grants.check(theirs, for: "job_1", at: time(1))
        }
        #expect(error?.message.contains("is forged") == true)
        let unknown = try await other.grants.issue(grant("grant_2"))
        #expect(try await other.grants.check(unknown, for: "job_1", at: time(1)).id == "grant_2")
        store.close()
        other.close()
    }

    @Test func `no bit of a token can be changed`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        let token = Array(try await store.grants.issue(grant("grant_1")).utf8)
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            await #expect(throws: AirlockError.self) { try await store.grants.check(text, for: "job_1", at: time(1)) }
        }
        store.close()
    }

    @Test func `a token's limits are stored with it, and a name that never was may do nothing`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        let limits = AccessLimits(
            tools: ["file_ops"], paths: [try WorkspacePath("src")],
            parameters: [ParameterLimit(tool: "file_ops", name: "action", values: ["read"])])
        let text = try await store.tokens.create(name: "reader", scope: .run, limits: limits)
        #expect(try await store.tokens.authenticate(text)?.limits == limits)
        #expect(try await store.tokens.limits(of: "reader") == limits)
        #expect(try await store.tokens.limits(of: "nobody") == .nothing)
        store.close()
    }

    private func time(_ second: Int) -> Timestamp { Timestamp(millisecondsSince1970: 0).advanced(bySeconds: second) }

    private func grant(_ id: String) -> WhitelistGrant {
        WhitelistGrant(
            id: id, jobID: "job_1", patterns: [["make", "it so"]], uses: 3, issuedAt: time(0), expiresAt: time(60),
            issuedBy: "admin")
    }

    private var lease: Lease {
        Lease(
            id: "lease_1", jobID: "job_1", kind: "k", description: "d", questionID: "appr_1", createdAt: time(0),
            expiresAt: time(60), usesLeft: 2, bytesLeft: nil)
    }
}
