public import AirlockCore
import FoundationEssentials
import GRDB

/// Whitelist tokens: what was signed is in the token and in a row; the row counts the uses.
public struct SQLiteGrants: GrantAuthority {
    let file: SQLiteFile
    let key: GrantKey

    public func issue(_ grant: WhitelistGrant) async throws -> String {
        try grant.check()
        let body = try JSONValue(encoding: grant).canonical
        let token = try key.sign(body)
        try await file.write { db in
            try db.execute(
                sql: "INSERT INTO grants (id, body, uses, used) VALUES (?, ?, ?, 0)",
                arguments: [grant.id, String(decoding: body, as: UTF8.self), grant.uses])
        }
        return token
    }

    public func check(_ token: String, for job: Job.ID, at time: Timestamp) async throws -> WhitelistGrant {
        guard let body = key.open(token), let signed = try? JSONValue(parsing: body).decode(WhitelistGrant.self) else {
            throw GrantRefusal.forged.error
        }
        // What was signed decides what it grants; the row, which the database could have been made to lie about, only
        // whether it still does.
        guard let record = try await find(signed.id), record.grant == signed else { throw GrantRefusal.forged.error }
        try record.check(for: job, at: time)
        return signed
    }

    public func spend(_ id: WhitelistGrant.ID) async throws {
        try await file.write { db in
            try db.execute(
                sql: "UPDATE grants SET used = used + 1 WHERE id = ? AND used < uses AND revoked IS NULL",
                arguments: [id])
            guard db.changesCount == 0 else { return }
            guard let record = try Self.find(id, db) else { throw GrantRefusal.forged.error }
            throw record.revokedAt == nil ? GrantRefusal.usedUp(record.grant.uses).error : GrantRefusal.revoked.error
        }
    }

    public func list(limit: Int) async throws -> [GrantRecord] {
        try await file.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM grants ORDER BY number DESC LIMIT ?", arguments: [max(0, limit)]
            ).map(Self.record)
        }
    }

    public func revoke(_ id: WhitelistGrant.ID, at time: Timestamp) async throws {
        try await file.write { db in
            guard try Self.find(id, db) != nil else { throw AirlockError(.notFound, "there is no grant \(id)") }
            try db.execute(
                sql: "UPDATE grants SET revoked = ? WHERE id = ? AND revoked IS NULL",
                arguments: [time.millisecondsSince1970, id])
        }
    }

    private func find(_ id: WhitelistGrant.ID) async throws -> GrantRecord? {
        try await file.read { try Self.find(id, $0) }
    }

    private static func find(_ id: WhitelistGrant.ID, _ db: Database) throws -> GrantRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM grants WHERE id = ?", arguments: [id]).map(record)
    }

    private static func record(_ row: Row) throws -> GrantRecord {
        let (body, revoked): (String, Int64?) = (row["body"], row["revoked"])
        return GrantRecord(
            grant: try JSONValue(parsing: body).decode(WhitelistGrant.self), used: row["used"],
            revokedAt: revoked.map { Timestamp(millisecondsSince1970: $0) })
    }
}
