public import AirlockCore
import GRDB
import Glibc

/// A full-text index (SQLite FTS5) over documents on this machine, in one file that several processes may read while one
/// writes.
public struct DocumentIndex: Sendable {
    /// What a build did.
    public struct Summary: Sendable, Hashable {
        /// In the index now.
        public var documents = 0
        /// Files read anew, files that were as before, files that are gone.
        public var read = 0
        public var unchanged = 0
        public var removed = 0
    }

    /// Absolute.
    public let path: String

    /// - Parameter path: Absolute, e.g. `$AIRLOCK_CACHE/index.sqlite`; it need not exist yet.
    public init(_ path: String) { self.path = path }

    /// Brings the index up to date: files that are new or changed are read, those that are gone are forgotten. All in one
    /// transaction, so readers see the index before or after, and an interrupted build leaves the one before.
    /// - Parameters:
    ///   - roots: Folders; one that doesn't exist holds nothing.
    ///   - progress: Called with files read and files to read, from any thread.
    /// - Throws: `.conflict` while another process builds it, `.unavailable` for a full disk or a damaged file,
    ///   `.limitExceeded`, `.cancelled`.
    @discardableResult
    public func build(
        roots: [String], progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws(AirlockError) -> Summary {
        let lock = try IndexLock(path + ".lock")
        defer { lock.release() }
        let files = try DocumentWalk(roots).files
        do {
            let database = try openForWriting()
            defer { try? database.close() }
            return try await database.writeWithoutTransaction { db in
                try IndexSchema.prepare(db)
                let known = try IndexSchema.stamps(db)
                let plan = IndexPlan(files: files, known: known)
                if !plan.isEmpty {
                    try db.inTransaction {
                        try plan.apply(db, progress)
                        return .commit
                    }
                    try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                }
                return Summary(
                    documents: try Int.fetchOne(db, sql: "SELECT count(*) FROM documents") ?? 0,
                    read: plan.changed.count,
                    unchanged: files.count - plan.changed.count, removed: plan.removed.count)
            }
        } catch {
            throw AirlockError(index: error, at: path)
        }
    }

    private func openForWriting() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "airlock.index"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// For searching.
    /// - Throws: `.unavailable` if there is no index, or one of another version.
    func openForReading() throws(AirlockError) -> DatabasePool {
        guard access(path, R_OK) == 0 else {
            throw AirlockError(
                .unavailable, "there is no document index at \(path)", hint: "scripts/bootstrap builds it")
        }
        do {
            var configuration = Configuration()
            configuration.label = "airlock.search"
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            // KiB, negative by SQLite's convention; its own 2 MiB hold too little of an index between two queries.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -32768") }
            let pool = try DatabasePool(path: path, configuration: configuration)
            guard try pool.read(IndexSchema.isCurrent) else {
                throw AirlockError(
                    .unavailable, "the document index at \(path) is of another version",
                    hint: "scripts/bootstrap builds it anew")
            }
            return pool
        } catch {
            throw AirlockError(index: error, at: path)
        }
    }
}

/// Keeps a second builder out, in this process and in others.
private struct IndexLock {
    private let descriptor: Int32

    init(_ path: String) throws(AirlockError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            throw AirlockError(
                .unavailable, "can't write \(path): \(String(cString: strerror(errno)))",
                hint: "check that the folder exists and can be written, or set AIRLOCK_CACHE to another one")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw AirlockError(
                .conflict, "another process is building the document index", hint: "wait until it is done")
        }
    }

    /// Unlocked by word: a child that was forked just now may still hold a copy of the descriptor.
    func release() {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

extension AirlockError {
    init(index error: any Error, at path: String) {
        guard let failure = error as? DatabaseError else {
            self.init(error, otherwise: .unavailable)
            return
        }
        switch failure.resultCode {
        case .SQLITE_FULL: self.init(.unavailable, "the disk is full: \(path)", hint: "free some space", cause: error)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .unavailable, "the document index \(path) is damaged",
                hint: "delete it; scripts/bootstrap builds it anew", cause: error)
        case .SQLITE_INTERRUPT, .SQLITE_ABORT: self.init(.cancelled, "cancelled", cause: error)
        default:
            self.init(
                .unavailable, "the document index \(path) failed: \(failure.message ?? "\(failure.resultCode)")",
                hint: "delete it; scripts/bootstrap builds it anew", cause: error)
        }
    }
}
