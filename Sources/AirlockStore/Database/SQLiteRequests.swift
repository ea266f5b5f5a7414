public import AirlockCore
import GRDB

/// Which job a request belongs to.
public struct SQLiteRequests: RequestIndex {
    let file: SQLiteFile

    public func claim(_ requestID: String, for job: Job.ID) async throws {
        try await file.write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO requests (request, job) VALUES (?, ?)", arguments: [requestID, job])
            guard db.changesCount == 1 else {
                throw AirlockError(.conflict, "the request id \(requestID) was used before", hint: "send another one")
            }
        }
    }

    public func job(of requestID: String) async throws -> Job.ID? {
        try await file.read { db in
            try String.fetchOne(db, sql: "SELECT job FROM requests WHERE request = ?", arguments: [requestID])
        }
    }
}
