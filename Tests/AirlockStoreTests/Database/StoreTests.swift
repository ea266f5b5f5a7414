import AirlockCore
import AirlockStore
import Foundation
import GRDB
import Testing

@Suite struct StoreTests {
    let home: TemporaryHome

    init() throws { home = try TemporaryHome() }

    @Test func `everything is there again after a restart`() async throws {
        let first = try home.store()
        let record = try await first.events.append(.ended(.failed, summary: "no"), to: "job_1")
        try await first.requests.claim("call_1", for: "job_1")
        try await first.settings.set("policy", to: "7")
        let token = try await first.tokens.create(name: "ci", scope: .run, limits: .all)
        first.close()

        let second = try home.store()
        #expect(try await second.events.events(of: "job_1", after: 0) == [record])
        #expect(try await second.requests.job(of: "call_1") == "job_1")
        #expect(try await second.settings.value("policy") == "7")
        #expect(try await second.tokens.authenticate(token)?.name == "ci")
        #expect(try await second.events.append(.ended(.failed, summary: "no"), to: "job_2").seq == record.seq + 1)
        second.close()
    }

    @Test func `what was appended is in the files at once, as a kill leaves them`() async throws {
        let running = try home.store()
        for number in 1...20 { try await running.events.append(.ended(.failed, summary: "\(number)"), to: "job_1") }
        let copy = try TemporaryHome()
        for name in ["airlock.sqlite", "airlock.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: home.path + "/" + name, toPath: copy.path + "/" + name)
        }
        let revived = try copy.store()
        #expect(try await revived.events.events(of: "job_1", after: 0).count == 20)
        revived.close()
        running.close()
    }

    @Test func `the database is for its user alone`() throws {
        let store = try home.store()
        for name in ["airlock.sqlite", "airlock.sqlite-wal", "airlock.sqlite-shm"] { #expect(home.mode(name) == 0o600) }
        store.close()
    }

    @Test func `a damaged database is said to be damaged, with what to do`() throws {
        try home.write(String(repeating: "not a database ", count: 500), to: "airlock.sqlite")
        let error = #expect(throws: AirlockError.self) { try home.store() }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "the database \(home.path)/airlock.sqlite is damaged")
        #expect(error?.hint?.contains("move it away") == true)
    }

    @Test func `a database of a newer version is refused`() async throws {
        try home.store().close()
        let raw = try DatabaseQueue(path: home.path + "/airlock.sqlite")
        try await raw.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')") }
        try raw.close()
        let error = #expect(throws: AirlockError.self) { try home.store() }
        #expect(error?.message.contains("newer version") == true)
    }

    @Test func `a request belongs to one job`() async throws {
        let store = try home.store()
        try await store.requests.claim("call_1", for: "job_1")
        let error = await #expect(throws: AirlockError.self) { try await store.requests.claim("call_1", for: "job_1") }
        #expect(error?.code == .conflict)
        #expect(try await store.requests.job(of: "call_2") == nil)
        store.close()
    }

    @Test func `a setting is replaced and forgotten`() async throws {
        let store = try home.store()
        try await store.settings.set("a", to: "1")
        try await store.settings.set("a", to: "2")
        #expect(try await store.settings.value("a") == "2")
        try await store.settings.set("a", to: nil)
        #expect(try await store.settings.value("a") == nil)
        store.close()
    }
}
