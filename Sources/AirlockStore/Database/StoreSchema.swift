import GRDB

/// The tables, as a list of steps that is only ever added to. Times are milliseconds since 1970.
enum StoreSchema {
    static var migrations: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        migrator.registerMigration("2") { try $0.execute(sql: second) }
        migrator.registerMigration("3") { try $0.execute(sql: third) }
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

    /// Finds questions by what is to be done about them; keeps what people permit. Settled questions of before count as
    /// unfinished once: the next start looks at them and finishes them.
    private static let second = """
        ALTER TABLE questions ADD COLUMN base TEXT;
        ALTER TABLE questions ADD COLUMN branch TEXT;
        ALTER TABLE questions ADD COLUMN finished INTEGER NOT NULL DEFAULT 0;
        UPDATE questions SET
            base = coalesce(
                json_extract(card, '$.question.keep._0.base.id'), json_extract(card, '$.question.run.on.id')),
            branch = json_extract(card, '$.question.keep._0.id')
            WHERE card IS NOT NULL;
        CREATE INDEX questions_by_state_and_age ON questions (state, number);
        CREATE INDEX questions_unfinished ON questions (number)
            WHERE finished = 0 AND state IN ('approved', 'rejected', 'expired');
        CREATE INDEX questions_waiting ON questions (base, branch) WHERE state = 'waiting';
        CREATE TABLE feature_uses (
            machine TEXT NOT NULL, feature TEXT NOT NULL, uses INTEGER NOT NULL, PRIMARY KEY (machine, feature)
        ) WITHOUT ROWID;
        CREATE TABLE grants (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            body TEXT NOT NULL,
            uses INTEGER NOT NULL,
            used INTEGER NOT NULL,
            revoked INTEGER
        );
        CREATE TABLE leases (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            job TEXT NOT NULL,
            kind TEXT NOT NULL,
            description TEXT NOT NULL,
            question TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            uses_left INTEGER NOT NULL,
            bytes_left INTEGER,
            revoked INTEGER
        );
        CREATE INDEX leases_of_job ON leases (job, kind, number);
        ALTER TABLE tokens ADD COLUMN limits TEXT;
        """

    /// Leases of hosts, separated by spaces.
    private static let third = "ALTER TABLE leases ADD COLUMN hosts TEXT NOT NULL DEFAULT ''"
}
