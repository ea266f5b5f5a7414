import AirlockCore
import GRDB

/// The open database. What it is asked to do it finishes, also for a caller that was cancelled: the end of a cancelled
/// job must be recorded too.
struct SQLiteFile: Sendable {
    let pool: DatabasePool

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(AirlockError) -> T {
        do {
            return try await Task { try await pool.read(body) }.value
        } catch {
            throw AirlockError(database: error, at: pool.path)
        }
    }

    /// Runs `body` in one transaction, durable when this returns.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(AirlockError) -> T {
        do {
            return try await Task { try await pool.write(body) }.value
        } catch {
            throw AirlockError(database: error, at: pool.path)
        }
    }
}

extension AirlockError {
    /// What a failed statement means to a person.
    init(database error: any Error, at path: String) {
        guard let failure = error as? DatabaseError else {
            self.init(error, otherwise: .unavailable)
            return
        }
        switch failure.resultCode {
        case .SQLITE_FULL:
            self.init(.unavailable, "the disk is full: \(path)", hint: Self.freeSpaceHint, cause: error)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .unavailable, "the database \(path) is damaged",
                hint: "restore a copy of it, or move it away to start with an empty one", cause: error)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .unavailable, "the database \(path) can't be opened for writing",
                hint: "check who owns it and its folder, and that the disk is not read-only", cause: error)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .unavailable, "the database \(path) is in use by another program",
                hint: "close the program that has it open", cause: error)
        default:
            self.init(
                .unavailable, "the database \(path) failed: \(failure.message ?? "\(failure.resultCode)")",
                hint: "check the disk, then try again", cause: error)
        }
    }
}
