import AirlockCore
import AirlockStore
import Foundation
import Testing

@Suite struct SQLiteTokensTests {
    let home: TemporaryHome
    let store: Store
    var tokens: SQLiteTokens { store.tokens }

    init() throws {
        home = try TemporaryHome()
        store = try home.store()
    }

    @Test func `a token is known by its text, until it is revoked`() async throws {
        let text = try await tokens.create(name: "ci", scope: .run, limits: .all)
        #expect(text.utf8.count == 72 && text.hasPrefix("airlock_"))
        let expected = AccessToken(name: "ci", scope: .run, limits: .all, createdAt: home.world.now())
        #expect(try await tokens.authenticate(text) == expected)
        try await tokens.revoke("ci")
        try await tokens.revoke("ci")
        #expect(try await tokens.authenticate(text) == nil)
        #expect(try await tokens.list().map(\.revokedAt) == [home.world.now()])
    }

    @Test func `only the exact text is a token`() async throws {
        let text = try await tokens.create(name: "ci", scope: .run, limits: .all)
        for wrong in ["", "airlock_", text.uppercased(), String(text.dropLast()), text + "0", text.dropLast() + "x"] {
            #expect(try await tokens.authenticate(wrong) == nil)
        }
    }

    @Test func `a token's text is in no file`() async throws {
        let text = try await tokens.create(name: "ci", scope: .run, limits: .all)
        for name in try home.names("") where name.hasPrefix("airlock.sqlite") {
            let content = Data(try home.bytes(name))
            #expect(content.range(of: Data(text.utf8)) == nil)
            #expect(content.range(of: Data(text.dropFirst("airlock_".count).utf8)) == nil)
        }
    }

    @Test(arguments: ["", "a b", "é", "a/b", String(repeating: "a", count: 65)])
    func `a name that isn't plain is refused`(name: String) async throws {
        let error = await #expect(throws: AirlockError.self) {
            try await tokens.create(name: name, scope: .run, limits: .all)
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func `a name is used once, also after its token was revoked`() async throws {
        _ = try await tokens.create(name: "ci", scope: .run, limits: .all)
        try await tokens.revoke("ci")
        let error = await #expect(throws: AirlockError.self) {
            try await tokens.create(name: "ci", scope: .admin, limits: .all)
        }
        #expect(error?.code == .conflict)
        let unknown = await #expect(throws: AirlockError.self) { try await tokens.revoke("cd") }
        #expect(unknown?.code == .notFound)
    }

    @Test func `the first start writes an admin token, later starts reuse it`() async throws {
        let text = try await tokens.installationToken(in: store.folder)
        #expect(try home.text("token") == text + "\n")
        #expect(home.mode("token") == 0o600)
        #expect(try await tokens.installationToken(in: store.folder) == text)
        #expect(try await tokens.authenticate(text)?.scope == .admin)
        #expect(try await tokens.list().count == 1)
    }

    @Test func `a lost or foreign token file is replaced, and the lost token is good for nothing`() async throws {
        let lost = try await tokens.installationToken(in: store.folder)
        try home.write("airlock_" + String(repeating: "0", count: 64), to: "token")
        let next = try await tokens.installationToken(in: store.folder)
        #expect(try await tokens.authenticate(lost) == nil)
        #expect(try await tokens.authenticate(next)?.name == "admin-2")
        #expect(try home.text("token") == next + "\n")
    }

    @Test func `the last admin token can't be revoked`() async throws {
        _ = try await tokens.installationToken(in: store.folder)
        let error = await #expect(throws: AirlockError.self) { try await tokens.revoke("admin") }
        #expect(error?.code == .conflict)
        _ = try await tokens.create(name: "second", scope: .admin, limits: .all)
        try await tokens.revoke("admin")
    }
}
