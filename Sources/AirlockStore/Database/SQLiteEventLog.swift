public import AirlockCore
import FoundationEssentials
import GRDB

/// The event log as rows that are only ever added.
public struct SQLiteEventLog: EventLog {
    /// Bytes of one event as JSON.
    private static let maximumBytes = 16 * 1_048_576

    let file: SQLiteFile
    let world: World

    @discardableResult
    public func append(_ event: Event, to job: Job.ID) async throws -> EventRecord {
        let body = try Self.encode(event)
        // An enum is written as an object with one member, named as the case.
        let kind = String(decoding: body.dropFirst(2).prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        let text = String(decoding: body, as: UTF8.self)
        return try await file.write { [world] db in
            let time = world.now()
            try db.execute(
                sql: "INSERT INTO events (job, time, kind, body) VALUES (?, ?, ?, ?)",
                arguments: [job, time.millisecondsSince1970, kind, text])
            let seq = Int(db.lastInsertedRowID)
            try db.execute(sql: "INSERT OR IGNORE INTO jobs (job, first_seq) VALUES (?, ?)", arguments: [job, seq])
            return EventRecord(seq: seq, jobID: job, time: time, event: event)
        }
    }

    public func events(of job: Job.ID, after: Int) async throws -> [EventRecord] {
        try await file.read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT seq, time, body FROM events WHERE job = ? AND seq > ? ORDER BY seq",
                arguments: [job, after])
            let decoder = JSONDecoder()
            var records: [EventRecord] = []
            while let row = try rows.next() {
                let (seq, text): (Int, String) = (row[0], row[2])
                records.append(
                    EventRecord(
                        seq: seq, jobID: job, time: Timestamp(millisecondsSince1970: row[1]),
                        event: try Self.decode(text, seq, decoder)))
            }
            return records
        }
    }

    public func jobs(limit: Int) async throws -> [Job.ID] {
        try await file.read { db in
            try String.fetchAll(
                db, sql: "SELECT job FROM jobs ORDER BY first_seq DESC LIMIT ?", arguments: [max(0, limit)])
        }
    }

    private static func encode(_ event: Event) throws(AirlockError) -> Data {
        let body: Data
        do {
            body = try JSONEncoder().encode(event)
        } catch {
            throw AirlockError(.invalidRequest, "an event that can't be written as JSON: \(error)", cause: error)
        }
        guard body.count <= maximumBytes else {
            throw AirlockError(
                .limitExceeded, "an event of \(body.count) bytes; \(maximumBytes) is the limit",
                hint: "keep large results as artifacts")
        }
        return body
    }

    private static func decode(_ text: String, _ seq: Int, _ decoder: JSONDecoder) throws(AirlockError) -> Event {
        do {
            return try decoder.decode(Event.self, from: Data(text.utf8))
        } catch {
            throw AirlockError(
                .unavailable, "event \(seq) of the database can't be read: \(error)",
                hint: "use the version of airlock that wrote it, or move the database away", cause: error)
        }
    }
}
