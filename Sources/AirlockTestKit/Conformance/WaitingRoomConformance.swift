public import AirlockCore
import Testing

/// What every ``WaitingRoom`` must do. Each function makes an empty room of its own.
public struct WaitingRoomConformance: Sendable {
    private let makeRoom: @Sendable () async throws -> any WaitingRoom

    public init(_ makeRoom: @escaping @Sendable () async throws -> any WaitingRoom) { self.makeRoom = makeRoom }

    public func checkAll() async throws {
        try await keepsWhatWasPut()
        try await movesFromPreviewingToWaiting()
        try await settlesOnce()
        try await settlesOnceUnderContention()
        try await refusesToSettleWhatDoesNotWait()
        try await withdrawsIdempotently()
        try await listsNewestFirst()
        try await takesNoAnswerAfterItsTime()
    }

    public func takesNoAnswerAfterItsTime() async throws {
        let room = try await makeRoom()
        let question = Self.question("appr_1", .waiting)
        try await room.put(question)
        for state in [WaitingQuestion.State.approved, .rejected] {
            await Self.expect(.expired) { _ = try await room.settle("appr_1", as: state, at: question.expiresAt) }
        }
        #expect(try await room.find("appr_1") == question)
        _ = try await room.settle("appr_1", as: .expired, at: question.expiresAt)
    }

    public func keepsWhatWasPut() async throws {
        let room = try await makeRoom()
        let question = Self.question("appr_1", .waiting)
        try await room.put(question)
        #expect(try await room.find("appr_1") == question)
        #expect(try await room.find("appr_2") == nil)
    }

    public func movesFromPreviewingToWaiting() async throws {
        let room = try await makeRoom()
        try await room.put(Self.question("appr_1", .previewing))
        try await room.put(Self.question("appr_1", .waiting))
        #expect(try await room.find("appr_1") == Self.question("appr_1", .waiting))
        await Self.expect(.conflict) { try await room.put(Self.question("appr_1", .waiting)) }
    }

    public func settlesOnce() async throws {
        let room = try await makeRoom()
        let question = Self.question("appr_1", .waiting)
        try await room.put(question)
        let card = try await room.settle("appr_1", as: .approved, at: Self.later)
        #expect(card == question.card)
        var settled = question
        settled.state = .approved
        settled.settledAt = Self.later
        #expect(try await room.find("appr_1") == settled)
        await Self.expect(.conflict) { _ = try await room.settle("appr_1", as: .rejected, at: Self.later) }
        await Self.expect(.conflict) { try await room.put(question) }
        #expect(try await room.find("appr_1") == settled)
    }

    public func settlesOnceUnderContention() async throws {
        let room = try await makeRoom()
        try await room.put(Self.question("appr_1", .waiting))
        let wins = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    let state: WaitingQuestion.State = number.isMultiple(of: 2) ? .approved : .rejected
                    return (try? await room.settle("appr_1", as: state, at: Self.later)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    public func refusesToSettleWhatDoesNotWait() async throws {
        let room = try await makeRoom()
        await Self.expect(.notFound) { _ = try await room.settle("appr_1", as: .approved, at: Self.later) }
        try await room.put(Self.question("appr_1", .previewing))
        await Self.expect(.conflict) { _ = try await room.settle("appr_1", as: .approved, at: Self.later) }
    }

    public func withdrawsIdempotently() async throws {
        let room = try await makeRoom()
        try await room.put(Self.question("appr_1", .previewing))
        try await room.put(Self.question("appr_2", .waiting))
        try await room.put(Self.question("appr_3", .waiting))
        _ = try await room.settle("appr_3", as: .rejected, at: Self.later)
        for id in ["appr_1", "appr_2", "appr_3", "appr_1"] { try await room.withdraw(id, at: Self.later) }
        #expect(try await room.find("appr_1")?.state == .withdrawn)
        #expect(try await room.find("appr_2")?.state == .withdrawn)
        #expect(try await room.find("appr_3")?.state == .rejected)
        await Self.expect(.conflict) { _ = try await room.settle("appr_2", as: .approved, at: Self.later) }
        await Self.expect(.conflict) { try await room.put(Self.question("appr_1", .waiting)) }
    }

    public func listsNewestFirst() async throws {
        let room = try await makeRoom()
        for second in 1...4 { try await room.put(Self.question("appr_\(second)", .waiting, second: second)) }
        try await room.put(Self.question("appr_5", .previewing, second: 5))
        #expect(try await room.list(nil, limit: 2, after: nil).map(\.id) == ["appr_5", "appr_4"])
        #expect(try await room.list(.waiting, limit: 3, after: nil).map(\.id) == ["appr_4", "appr_3", "appr_2"])
        #expect(try await room.list(.approved, limit: 3, after: nil).isEmpty)
        #expect(try await room.list(nil, limit: 2, after: "appr_4").map(\.id) == ["appr_3", "appr_2"])
        #expect(try await room.list(.waiting, limit: 9, after: "appr_5").map(\.id).first == "appr_4")
        #expect(try await room.list(.waiting, limit: 9, after: "appr_1").isEmpty)
        await Self.expect(.notFound) { _ = try await room.list(nil, limit: 9, after: "appr_9") }
    }

    private static let later = Timestamp(millisecondsSince1970: 30_000)

    private static func question(
        _ id: String, _ state: WaitingQuestion.State, second: Int = 1
    ) -> WaitingQuestion {
        let created = Timestamp(millisecondsSince1970: 0).advanced(bySeconds: second)
        let card = Card.asking("go on?", effects: ["sends a letter"], id: "call_\(id)")
        return WaitingQuestion(
            id: id, requestID: "call_\(id)", jobID: "job_1", state: state, card: state == .previewing ? nil : card,
            createdAt: created, expiresAt: created.advanced(bySeconds: 60))
    }

    private static func expect(_ code: AirlockError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: AirlockError.self) { try await body() }
        #expect(error?.code == code)
    }
}
