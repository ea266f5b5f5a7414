import GRDB

/// The index's tables. The texts are kept once, in `documents`; `search` refers to them.
enum IndexSchema {
    /// To be raised whenever texts would come out otherwise: an index of another version is built anew.
    private static let version = 1

    static func isCurrent(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA user_version") == version
    }

    static func prepare(_ db: Database) throws {
        guard try !isCurrent(db) else { return }
        try db.inTransaction {
            try db.execute(sql: tables)
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// What each indexed file was like when it was read.
    static func stamps(_ db: Database) throws -> [String: (id: Int64, stamp: String)] {
        let rows = try Row.fetchCursor(db, sql: "SELECT path, id, stamp FROM files")
        var known: [String: (id: Int64, stamp: String)] = [:]
        while let row = try rows.next() { known[row[0]] = (row[1], row[2]) }
        return known
    }

    private static let tables = """
        DROP TABLE IF EXISTS search;
        DROP TABLE IF EXISTS documents;
        DROP TABLE IF EXISTS files;
        CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
        CREATE TABLE documents (
            id INTEGER PRIMARY KEY,
            file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
            url TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            names TEXT NOT NULL,
            mtime INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX documents_of_file ON documents (file);
        CREATE VIRTUAL TABLE search USING fts5 (
            title, names, text, content='documents', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
        );
        CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
            INSERT INTO search (rowid, title, names, text) VALUES (new.id, new.title, new.names, new.text);
        END;
        CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN
            INSERT INTO search (search, rowid, title, names, text)
            VALUES ('delete', old.id, old.title, old.names, old.text);
        END;
        """
}
