import AirlockCore
import AirlockStore
import AirlockTestKit
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

    private func question(_ id: String, expires: Int) -> WaitingQuestion {
        let created = Timestamp(millisecondsSince1970: 0)
        return WaitingQuestion(
            id: id, requestID: "call_\(id)", jobID: "job_1", state: .waiting,
            card: .asking("go on?", effects: ["sends \"mail\""], id: "call_\(id)"), createdAt: created,
            expiresAt: created.advanced(bySeconds: expires))
    }
}
