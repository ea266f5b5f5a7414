import AirlockCore
import AirlockStore
import AirlockTestKit
import Foundation
import GRDB
import Testing

@Suite struct SQLiteWaitingRoomTests {
    @Test func `it is a waiting room`() async throws {
        let homes = TemporaryHomes()
        try await WaitingRoomConformance { try homes.next().store().waitingRoom }.checkAll()
    }

    @Test func `of ten thousand racing answers one counts`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        let room = store.waitingRoom
        try await room.put(question("appr_1", expires: 60))
        let wins = await withTaskGroup(of: WaitingQuestion.State?.self) { group in
            for number in 0..<10_000 {
                let state: WaitingQuestion.State = number.isMultiple(of: 2) ? .rejected : .approved
                group.addTask {
                    (try? await room.settle("appr_1", as: state, at: Timestamp(millisecondsSince1970: 1))).map { _ in
                        state
                    }
                }
            }
            return await group.reduce(into: [WaitingQuestion.State]()) { wins, win in if let win { wins.append(win) } }
        }
        #expect(wins.count == 1)
        #expect(try await room.find("appr_1")?.state == wins.first)
        store.close()
    }

    /// Two channels and the clock answer each question at once, within two milliseconds of its end. `AIRLOCK_TRIALS=10000`
    /// tries it so often; without it, a fifth of that.
    @Test(.timeLimit(.minutes(3)))
    func `of thousands of questions answered at the edge of their time, each has exactly one decision`() async throws {
        let home = try TemporaryHome(inMemory: true)
        let store = try home.store()
        let room = store.waitingRoom
        let end = Timestamp(millisecondsSince1970: 60_000)
        try await multiply(question("appr_0_0", expires: 60), in: home, room)
        var decided: [String: WaitingQuestion.State] = [:]
        let batches = ProcessInfo.processInfo.environment["AIRLOCK_TRIALS"].flatMap(Int.init).map { $0 / 100 } ?? 20
        for batch in 0..<min(batches, 100) {
            try await withThrowingTaskGroup(of: (String, WaitingQuestion.State)?.self) { group in
                for number in 0..<100 {
                    let id = "appr_\(batch)_\(number)"
                    let at = Timestamp(millisecondsSince1970: 59_998 + Int64(number % 4))
                    group.addTask {
                        async let terminal = Self.settle(id, .approved, at, room)
                        async let page = Self.settle(id, .rejected, at, room)
                        async let clock = Self.settle(id, .expired, max(at, end), room)
                        let won = await [terminal, page, clock].compactMap(\.self)
                        #expect(won.count == 1, "\(id)")
                        #expect(at < end || won == [.expired], "\(id)")
                        return won.first.map { (id, $0) }
                    }
                }
                for try await case (let id, let state)? in group { decided[id] = state }
            }
        }
        let stored = try await room.unfinished(limit: 20_000)
        #expect(Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0.state) }) == decided)
        #expect(decided.count == min(batches, 100) * 100)
        store.close()
    }

    /// Ten thousand copies in one transaction: what is tested is answering.
    private func multiply(_ first: WaitingQuestion, in home: TemporaryHome, _ room: SQLiteWaitingRoom) async throws {
        try await room.put(first)
        let raw = try DatabaseQueue(path: home.path + "/airlock.sqlite")
        try await raw.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE counts (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counts WHERE n < 9999)
                    INSERT INTO questions (id, request, job, state, card, created, expires)
                    SELECT 'appr_' || (n / 100) || '_' || (n % 100), 'call', job, state, card, created, expires
                    FROM questions, counts
                    """)
        }
        try raw.close()
    }

    private static func settle(
        _ id: String, _ state: WaitingQuestion.State, _ time: Timestamp, _ room: SQLiteWaitingRoom
    ) async -> WaitingQuestion.State? {
        (try? await room.settle(id, as: state, at: time)) == nil ? nil : state
    }

    @Test func `what was answered is unfinished until its consequence is on record, and needs its branch so long`()
        async throws
    {
        let home = try TemporaryHome()
        let store = try home.store()
        let room = store.waitingRoom
        for id in ["appr_1", "appr_2", "appr_3", "appr_4"] { try await room.put(measured(id)) }
        for (id, state) in [("appr_1", WaitingQuestion.State.approved), ("appr_2", .rejected), ("appr_3", .expired)] {
            _ = try await room.settle(id, as: state, at: Timestamp(millisecondsSince1970: 1))
        }
        #expect(try await room.unfinished(limit: 9).map(\.id) == ["appr_1", "appr_2", "appr_3"])
        #expect(try await room.needed().count == 5)
        for id in ["appr_1", "appr_2", "appr_1"] { try await room.finish(id) }
        #expect(try await room.unfinished(limit: 9).map(\.id) == ["appr_3"])
        let left = ["s", "b-appr_3", "b-appr_4"].map { Snapshot(id: $0) }
        #expect(try await room.needed() == Set(left))
        try await room.withdraw("appr_4", at: Timestamp(millisecondsSince1970: 1))
        #expect(try await room.needed().count == 2)
        store.close()
    }

    @Test func `questions of before there was a ledger are found by it`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        try await store.waitingRoom.put(measured("appr_1"))
        store.close()
        // As an earlier version left the row.
        let raw = try DatabaseQueue(path: home.path + "/airlock.sqlite")
        try await raw.write { db in
            for name in ["state_and_age", "unfinished", "waiting"] {
                try db.execute(
                    sql: "DROP INDEX " + (name == "state_and_age" ? "questions_by_\(name)" : "questions_\(name)"))
            }
            for column in ["base", "branch", "finished"] {
                try db.execute(sql: "ALTER TABLE questions DROP COLUMN \(column)")
            }
            try db.execute(sql: "ALTER TABLE tokens DROP COLUMN limits")
            for table in ["feature_uses", "grants", "leases"] { try db.execute(sql: "DROP TABLE \(table)") }
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2'")
        }
        try raw.close()
        let again = try home.store()
        #expect(try await again.waitingRoom.needed() == [Snapshot(id: "s"), Snapshot(id: "b-appr_1")])
        #expect(try await again.waitingRoom.find("appr_1") == measured("appr_1"))
        again.close()
    }

    @Test func `each look at the table walks an index, or names the one that it must`() async throws {
        let home = try TemporaryHome()
        try home.store().close()
        let raw = try DatabaseQueue(path: home.path + "/airlock.sqlite")
        for (condition, index) in [
            ("state = 'waiting' AND number < 9 ORDER BY number DESC", "questions_by_state_and_age"),
            ("state = 'waiting' AND expires <= 9 ORDER BY expires, number", "questions_by_state"),
            ("request = 'r' ORDER BY number DESC", "questions_of_request"),
        ] {
            let plan = try await raw.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT * FROM questions WHERE \(condition)")
                    .map { $0["detail"] as String }.joined(separator: "; ")
            }
            #expect(plan.contains("INDEX \(index)") && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
        try raw.close()
    }

    @Test func `a waiting question outlives a restart, and so does its answer`() async throws {
        let home = try TemporaryHome()
        let first = try home.store()
        let asked = question("appr_1", expires: 60)
        try await first.waitingRoom.put(asked)
        first.close()

        let second = try home.store()
        #expect(try await second.waitingRoom.find("appr_1") == asked)
        let card = try await second.waitingRoom.settle("appr_1", as: .approved, at: asked.createdAt)
        #expect(card.binding == asked.card?.binding)
        second.close()

        let third = try home.store()
        let error = await #expect(throws: AirlockError.self) {
            try await third.waitingRoom.settle("appr_1", as: .approved, at: asked.createdAt)
        }
        #expect(error?.code == .conflict)
        third.close()
    }

    @Test func `expired questions are the waiting ones whose time is over, oldest first`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        for (id, seconds) in [("appr_1", 30), ("appr_2", 10), ("appr_3", 60), ("appr_4", 5)] {
            try await store.waitingRoom.put(question(id, expires: seconds))
        }
        _ = try await store.waitingRoom.settle("appr_4", as: .approved, at: Timestamp(millisecondsSince1970: 0))
        let now = Timestamp(millisecondsSince1970: 30_000)
        #expect(try await store.waitingRoom.due(at: now, limit: 9).map(\.id) == ["appr_2", "appr_1"])
        store.close()
    }

    @Test func `a question is found by the request that it is about`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        try await store.waitingRoom.put(question("appr_1", expires: 60))
        #expect(try await store.waitingRoom.find(request: "call_appr_1")?.id == "appr_1")
        #expect(try await store.waitingRoom.find(request: "call_x") == nil)
        store.close()
    }

    @Test func `a question is put unanswered and whole`() async throws {
        let home = try TemporaryHome()
        let store = try home.store()
        var answered = question("appr_1", expires: 60)
        answered.state = .approved
        var bare = question("appr_2", expires: 60)
        bare.card = nil
        for wrong in [answered, bare] {
            let error = await #expect(throws: AirlockError.self) { try await store.waitingRoom.put(wrong) }
            #expect(error?.code == .invalidRequest)
        }
        #expect(try await store.waitingRoom.list(nil, limit: 10, after: nil).isEmpty)
        store.close()
    }

    private func measured(_ id: String) -> WaitingQuestion {
        let branch = SealedBranch(
            id: "b-\(id)", base: Snapshot(id: "s"), effect: MeasuredEffect(changes: [], runs: [], digest: "d"))
        var asked = question(id, expires: 60)
        let call = ToolCall(id: "call_\(id)", tool: "t", arguments: [:], declared: [.compute])
        asked.card = Card(
            call: call, question: .keep(branch, ToolOutput([:])), opinion: Opinion(.ask, rule: "r", reason: ""),
            policyVersion: "p", environment: "e")
        return asked
    }

    private func question(_ id: String, expires: Int) -> WaitingQuestion {
        let created = Timestamp(millisecondsSince1970: 0)
        return WaitingQuestion(
            id: id, requestID: "call_\(id)", jobID: "job_1", state: .waiting,
            card: .asking("go on?", effects: ["sends \"mail\""], id: "call_\(id)"), createdAt: created,
            expiresAt: created.advanced(bySeconds: expires))
    }
}
