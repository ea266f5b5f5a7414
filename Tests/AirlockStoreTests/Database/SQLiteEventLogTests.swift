import AirlockCore
import AirlockStore
import AirlockTestKit
import GRDB
import Testing

@testable import AirlockStore

@Suite struct SQLiteEventLogTests {
    @Test func `it is an event log`() async throws {
        let homes = TemporaryHomes()
        try await EventLogConformance { try homes.next().store().events }.checkAll()
    }

    @Test func `a cancelled caller's event is recorded all the same`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        let caller = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.events.append(.ended(.cancelled, summary: ""), to: "job_1")
            return try await store.events.events(of: "job_1", after: 0).count
        }
        #expect(try await caller.value == 1)
        store.close()
    }

    @Test func `commits reach the disk before an append returns`() throws {
        let home = try TemporaryHome()
        let store = try home.store()
        let level = try store.events.file.pool.writeWithoutTransaction {
            try Int.fetchOne($0, sql: "PRAGMA synchronous")
        }
        #expect(level == 2)
        store.close()
    }

    @Test func `an event is never changed or deleted, not even by hand`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        try await store.events.append(.ended(.failed, summary: ""), to: "job_1")
        for statement in ["UPDATE events SET body = '{}'", "DELETE FROM events"] {
            await #expect(throws: DatabaseError.self) {
                try await store.events.file.pool.write { try $0.execute(sql: statement) }
            }
        }
        store.close()
    }

    @Test func `a full disk is said to be full, and what was there stays`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        try await store.events.append(.ended(.failed, summary: ""), to: "job_1")
        try await store.events.file.pool.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let error = await #expect(throws: AirlockError.self) {
            try await store.events.append(.ended(.failed, summary: String(repeating: "x", count: 100_000)), to: "job_1")
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.hasPrefix("the disk is full") == true)
        #expect(try await store.events.events(of: "job_1", after: 0).count == 1)
        store.close()
    }

    @Test func `an event over the limit is refused`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        let huge = Event.ended(.failed, summary: String(repeating: "x", count: 17 * 1_048_576))
        let error = await #expect(throws: AirlockError.self) { try await store.events.append(huge, to: "job_1") }
        #expect(error?.code == .limitExceeded)
        store.close()
    }
}
