import GRDB

/// Small facts of an installation that are not configuration, by name.
public struct SQLiteSettings: Sendable {
    let file: SQLiteFile

    public func value(_ name: String) async throws -> String? {
        try await file.read { db in
            try String.fetchOne(db, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name])
        }
    }

    /// - Parameter value: Nil forgets the name.
    public func set(_ name: String, to value: String?) async throws {
        try await file.write { db in
            if let value {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", arguments: [name, value])
            } else {
                try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [name])
            }
        }
    }
}
