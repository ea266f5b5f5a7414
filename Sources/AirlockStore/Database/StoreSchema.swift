import GRDB

/// The tables, as a list of steps that is only ever added to. Times are milliseconds since 1970.
enum StoreSchema {
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        return migrator
    }

    private static let first = """
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            job TEXT NOT NULL,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL
        );
        CREATE INDEX events_of_job ON events (job, seq);
        CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
        CREATE TRIGGER events_stay BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
        CREATE TABLE jobs (job TEXT PRIMARY KEY, first_seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX jobs_by_age ON jobs (first_seq);
        CREATE TABLE questions (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            request TEXT NOT NULL,
            job TEXT NOT NULL,
            state TEXT NOT NULL,
            card TEXT,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            settled INTEGER
        );
        CREATE INDEX questions_by_state ON questions (state, expires);
        CREATE INDEX questions_of_request ON questions (request);
        CREATE TABLE tokens (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            scope TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            created INTEGER NOT NULL,
            revoked INTEGER
        );
        CREATE TABLE requests (request TEXT PRIMARY KEY, job TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """
}
