public import AirlockCore
import FoundationEssentials
import GRDB

/// Questions to people as rows. The state column decides every race: a row leaves `waiting` once.
public struct SQLiteWaitingRoom: WaitingRoom, QuestionLedger {
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
                    sql: """
                        UPDATE questions SET state = 'waiting', card = ?, expires = ?, base = ?, branch = ?
                        WHERE id = ?
                        """,
                    arguments: [
                        card, question.expiresAt.millisecondsSince1970, question.card?.base, question.card?.branch,
                        question.id,
                    ])
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
            guard (state != .approved && state != .rejected) || time < question.expiresAt else {
                throw AirlockError(.expired, "the time to answer ended at \(question.expiresAt)")
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

    public func list(
        _ state: WaitingQuestion.State?, limit: Int, after: WaitingQuestion.ID?
    ) async throws -> [WaitingQuestion] {
        try await file.read { db in
            var end = Int64.max
            if let after {
                let number = try Int64.fetchOne(
                    db, sql: "SELECT number FROM questions WHERE id = ?", arguments: [after])
                guard let number else { throw AirlockError(.notFound, "there is no question \(after)") }
                end = number
            }
            // Two statements, so that each has an index of its own to walk.
            let rows =
                if let state {
                    try Row.fetchAll(
                        db,
                        sql: "SELECT * FROM questions WHERE state = ? AND number < ? ORDER BY number DESC LIMIT ?",
                        arguments: [state.rawValue, end, max(0, limit)])
                } else {
                    try Row.fetchAll(
                        db, sql: "SELECT * FROM questions WHERE number < ? ORDER BY number DESC LIMIT ?",
                        arguments: [end, max(0, limit)])
                }
            return try rows.map(Self.question)
        }
    }

    public func due(at time: Timestamp, limit: Int) async throws -> [WaitingQuestion] {
        try await file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM questions WHERE state = 'waiting' AND expires <= ? ORDER BY expires, number LIMIT ?
                    """,
                arguments: [time.millisecondsSince1970, max(0, limit)]
            ).map(Self.question)
        }
    }

    public func unfinished(limit: Int) async throws -> [WaitingQuestion] {
        try await file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM questions INDEXED BY questions_unfinished
                    WHERE finished = 0 AND state IN ('approved', 'rejected', 'expired') ORDER BY number LIMIT ?
                    """,
                arguments: [max(0, limit)]
            ).map(Self.question)
        }
    }

    public func finish(_ id: WaitingQuestion.ID) async throws {
        try await file.write { db in
            try db.execute(sql: "UPDATE questions SET finished = 1 WHERE id = ? AND finished = 0", arguments: [id])
        }
    }

    public func find(request: ToolCall.ID) async throws -> WaitingQuestion? {
        try await file.read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM questions WHERE request = ? ORDER BY number DESC LIMIT 1",
                arguments: [request]
            ).map(Self.question)
        }
    }

    public func needed() async throws -> Set<Snapshot> {
        try await file.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT base, branch FROM questions INDEXED BY questions_waiting WHERE state = 'waiting'
                    UNION
                    SELECT base, branch FROM questions INDEXED BY questions_unfinished
                        WHERE finished = 0 AND state IN ('approved', 'rejected', 'expired')
                    """)
            return rows.reduce(into: []) { needed, row in
                for column in 0..<2 {
                    let id: String? = row[column]
                    if let id { needed.insert(Snapshot(id: id)) }
                }
            }
        }
    }

    private static func insert(_ question: WaitingQuestion, _ card: String?, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO questions (id, request, job, state, card, created, expires, settled, base, branch)
                VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)
                """,
            arguments: [
                question.id, question.requestID, question.jobID, question.state.rawValue, card,
                question.createdAt.millisecondsSince1970, question.expiresAt.millisecondsSince1970,
                question.card?.base, question.card?.branch,
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

extension Card {
    fileprivate var base: String? {
        switch question {
        case .keep(let branch, _): branch.base.id
        case .run(let base, _): base.id
        case .person: nil
        }
    }

    fileprivate var branch: String? {
        switch question {
        case .keep(let branch, _): branch.id
        case .run, .person: nil
        }
    }
}
