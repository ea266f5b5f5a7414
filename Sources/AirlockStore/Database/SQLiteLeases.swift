public import AirlockCore
import GRDB

/// Leases as rows. One statement takes uses and bytes off, so that no two calls share the last one.
public struct SQLiteLeases: LeaseBook {
    let file: SQLiteFile

    public func give(_ lease: Lease) async throws {
        try await file.write { db in
            try db.execute(
                sql: """
                    INSERT INTO leases
                        (id, job, kind, hosts, description, question, created, expires, uses_left, bytes_left, revoked)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    lease.id, lease.jobID, lease.kind, lease.hosts.joined(separator: " "), lease.description,
                    lease.questionID ?? "",
                    lease.createdAt.millisecondsSince1970, lease.expiresAt.millisecondsSince1970, lease.usesLeft,
                    lease.bytesLeft, lease.revokedAt?.millisecondsSince1970,
                ])
        }
    }

    public func good(_ kind: String, of job: Job.ID, at time: Timestamp) async throws -> [Lease] {
        try await file.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM leases WHERE job = ? AND kind = ? AND revoked IS NULL AND uses_left > 0
                        AND expires > ? AND coalesce(bytes_left, 1) > 0
                    ORDER BY number DESC LIMIT ?
                    """,
                arguments: [job, kind, time.millisecondsSince1970, Lease.mostAtOnce]
            ).map(Self.lease)
        }
    }

    public func lease(_ id: Lease.ID) async throws -> Lease? {
        try await file.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM leases WHERE id = ?", arguments: [id]).map(Self.lease)
        }
    }

    public func charge(_ id: Lease.ID, uses: Int, bytes: Int, at time: Timestamp) async throws {
        try await file.write { db in
            try db.execute(
                sql: """
                    UPDATE leases SET uses_left = uses_left - ?1, bytes_left = bytes_left - ?2
                    WHERE id = ?3 AND uses_left >= ?1 AND (bytes_left IS NULL OR bytes_left >= ?2)
                        AND (?1 = 0 OR (revoked IS NULL AND expires > ?4 AND coalesce(bytes_left, 1) > 0))
                    """,
                arguments: [uses, bytes, id, time.millisecondsSince1970])
            guard db.changesCount == 0 else { return }
            try Self.requireKnown(id, db)
            throw AirlockError(.conflict, "the lease \(id) ended or is used up")
        }
    }

    public func list(limit: Int) async throws -> [Lease] {
        try await file.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM leases ORDER BY number DESC LIMIT ?", arguments: [max(0, limit)]
            ).map(Self.lease)
        }
    }

    public func revoke(_ id: Lease.ID, at time: Timestamp) async throws {
        try await file.write { db in
            try Self.requireKnown(id, db)
            try db.execute(
                sql: "UPDATE leases SET revoked = ? WHERE id = ? AND revoked IS NULL",
                arguments: [time.millisecondsSince1970, id])
        }
    }

    private static func requireKnown(_ id: Lease.ID, _ db: Database) throws {
        let isKnown = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM leases WHERE id = ?)", arguments: [id])
        guard isKnown == true else { throw AirlockError(.notFound, "there is no lease \(id)") }
    }

    private static func lease(_ row: Row) -> Lease {
        let revoked: Int64? = row["revoked"]
        let (hosts, question): (String, String) = (row["hosts"], row["question"])
        return Lease(
            id: row["id"], jobID: row["job"], kind: row["kind"],
            hosts: hosts.split(separator: " ").map(String.init), description: row["description"],
            questionID: question.isEmpty ? nil : question, createdAt: Timestamp(millisecondsSince1970: row["created"]),
            expiresAt: Timestamp(millisecondsSince1970: row["expires"]), usesLeft: row["uses_left"],
            bytesLeft: row["bytes_left"], revokedAt: revoked.map { Timestamp(millisecondsSince1970: $0) })
    }
}
