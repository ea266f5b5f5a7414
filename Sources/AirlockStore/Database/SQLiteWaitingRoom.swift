public import AirlockCore
import FoundationEssentials
import GRDB

/// Questions to people as rows. The state column decides every race: a row leaves `waiting` once.
public struct SQLiteWaitingRoom: WaitingRoom {
    let file: SQLiteFile

    public func put(_ question: WaitingQuestion) async throws {
        switch (question.state, question.card) {
        case (.previewing, nil), (.waiting, .some): break
        case (.previewing, _), (.waiting, _), (.approved, _), (.rejected, _), (.expired, _), (.withdrawn, _):
            throw AirlockError(
                .invalidRequest, "a question is put as previewing without a card, or as waiting with one")
        }
        let card = try question.card.map(Self.encode)
        try await file.write { db in
            let known = try String.fetchOne(
                db, sql: "SELECT state FROM questions WHERE id = ?", arguments: [question.id])
            switch known.flatMap(WaitingQuestion.State.init) {
            case nil: try Self.insert(question, card, db)
            case .previewing where question.state == .waiting:
                try db.execute(
                    sql: "UPDATE questions SET state = 'waiting', card = ?, expires = ? WHERE id = ?",
                    arguments: [card, question.expiresAt.millisecondsSince1970, question.id])
            case .some(let state):
                throw AirlockError(.conflict, "the question \(question.id) is \(state.rawValue)")
            }
        }
    }

    public func settle(
        _ id: WaitingQuestion.ID, as state: WaitingQuestion.State, at time: Timestamp
    ) async throws -> Card {
        guard state != .previewing, state != .waiting else {
            throw AirlockError(.invalidRequest, "\(state.rawValue) is not an answer")
        }
        return try await file.write { db in
            guard let question = try Self.find(id, db) else {
                throw AirlockError(.notFound, "there is no question \(id)")
            }
            guard question.state == .waiting, let card = question.card else {
                throw AirlockError(
                    .conflict, "the question \(id) is \(question.state.rawValue)",
                    hint: question.state == .previewing ? "wait until it is shown whole" : nil)
            }
            try db.execute(
                sql: "UPDATE questions SET state = ?, settled = ? WHERE id = ? AND state = 'waiting'",
                arguments: [state.rawValue, time.millisecondsSince1970, id])
            guard db.changesCount == 1 else { throw AirlockError(.conflict, "the question \(id) was answered") }
            return card
        }
    }

    public func withdraw(_ id: WaitingQuestion.ID, at time: Timestamp) async throws {
        try await file.write { db in
            try db.execute(
                sql: """
                    UPDATE questions SET state = 'withdrawn', settled = ?
                    WHERE id = ? AND state IN ('previewing', 'waiting')
                    """,
                arguments: [time.millisecondsSince1970, id])
        }
    }

    public func find(_ id: WaitingQuestion.ID) async throws -> WaitingQuestion? {
        try await file.read { try Self.find(id, $0) }
    }

    public func list(_ state: WaitingQuestion.State?, limit: Int) async throws -> [WaitingQuestion] {
        try await file.read { db in
            let all = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM questions WHERE ?1 IS NULL OR state = ?1 ORDER BY number DESC LIMIT ?2
                    """,
                arguments: [state?.rawValue, max(0, limit)])
            return try all.map(Self.question)
        }
    }

    /// The question that was asked for a request; the newest if there were several.
    public func find(request: ToolCall.ID) async throws -> WaitingQuestion? {
        try await file.read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM questions WHERE request = ? ORDER BY number DESC LIMIT 1",
                arguments: [request]
            ).map(Self.question)
        }
    }

    /// Questions that wait although their time is over, oldest first.
    public func expired(at time: Timestamp) async throws -> [WaitingQuestion] {
        try await file.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM questions WHERE state = 'waiting' AND expires < ? ORDER BY expires, number",
                arguments: [time.millisecondsSince1970]
            ).map(Self.question)
        }
    }

    private static func insert(_ question: WaitingQuestion, _ card: String?, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO questions (id, request, job, state, card, created, expires, settled)
                VALUES (?, ?, ?, ?, ?, ?, ?, NULL)
                """,
            arguments: [
                question.id, question.requestID, question.jobID, question.state.rawValue, card,
                question.createdAt.millisecondsSince1970, question.expiresAt.millisecondsSince1970,
            ])
    }

    private static func find(_ id: WaitingQuestion.ID, _ db: Database) throws -> WaitingQuestion? {
        try Row.fetchOne(db, sql: "SELECT * FROM questions WHERE id = ?", arguments: [id]).map(question)
    }

    private static func question(_ row: Row) throws -> WaitingQuestion {
        let (id, name, card, settled): (String, String, String?, Int64?) =
            (row["id"], row["state"], row["card"], row["settled"])
        guard let state = WaitingQuestion.State(rawValue: name) else {
            throw AirlockError(.unavailable, "the question \(id) has an unknown state, \(name)")
        }
        return WaitingQuestion(
            id: id, requestID: row["request"], jobID: row["job"], state: state, card: try card.map(decode),
            createdAt: Timestamp(millisecondsSince1970: row["created"]),
            expiresAt: Timestamp(millisecondsSince1970: row["expires"]),
            settledAt: settled.map { Timestamp(millisecondsSince1970: $0) })
    }

    private static func encode(_ card: Card) throws -> String {
        String(decoding: try JSONEncoder().encode(card), as: UTF8.self)
    }

    private static func decode(_ text: String) throws -> Card {
        try JSONDecoder().decode(Card.self, from: Data(text.utf8))
    }
}
