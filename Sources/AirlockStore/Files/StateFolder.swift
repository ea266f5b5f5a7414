public import AirlockCore
import Glibc
import Synchronization

/// `$AIRLOCK_HOME`: all that one installation keeps, held by one process at a time.
public final class StateFolder: Sendable {
    /// Absolute, without symlinks.
    public let path: String
    private let lock: Mutex<Descriptor?>

    public var database: String { path + "/airlock.sqlite" }
    public var layers: String { path + "/layers" }
    public var logs: String { path + "/logs" }
    public var artifacts: String { path + "/artifacts" }
    public var exports: String { path + "/exports" }
    public var keys: String { path + "/keys" }
    public var tokenFile: String { path + "/token" }

    /// Opens the folder, making what is missing of it (mode 0700), and holds it until ``close()`` or the end of the
    /// process, however that ends.
    /// - Parameter minimumFreeBytes: Space that the disk must have left.
    /// - Throws: `.conflict` if another process holds it, `.unavailable` if it can't be written or the disk is full,
    ///   `.invalidRequest` for a relative path.
    public init(_ path: String, minimumFreeBytes: Int) throws(AirlockError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw AirlockError(
                .invalidRequest, "\(path.debugDescription) is not an absolute path",
                hint: "set AIRLOCK_HOME to an absolute path")
        }
        self.path = try Self.makeFolder(path)
        try Self.checkSpace(self.path, minimum: minimumFreeBytes)
        let held = try Self.takeLock(self.path + "/lock")
        lock = Mutex(consume held)
        let root = try Folder(self.path)
        for name in ["layers", "logs", "logs/signed", "artifacts", "exports", "keys"] { try root.makeFolder(name) }
        try root.descriptor.sync()
    }

    /// Lets another process open the folder. Idempotent.
    public func close() {
        lock.withLock {
            // Unlocked by word: a child that was forked just now may still hold a copy of the descriptor.
            if let held = $0 {
                ftruncate(held.raw, 0)
                flock(held.raw, LOCK_UN)
            }
            $0 = nil
        }
    }

    /// - Returns: The folder's real path.
    private static func makeFolder(_ path: String) throws(AirlockError) -> String {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST || isFolder(made) else {
                throw AirlockError(errno: errno, "can't make the folder \(made)")
            }
        }
        guard let real = realpath(made, nil) else { throw AirlockError(errno: errno, "can't open \(path)") }
        defer { free(real) }
        let resolved = String(cString: real)
        let status = try Folder(resolved).descriptor.status
        guard status.st_uid == geteuid() else {
            throw AirlockError(
                .unavailable, "\(resolved) belongs to another user",
                hint: "run as that user, or set AIRLOCK_HOME to a folder of your own")
        }
        guard status.st_mode & 0o077 == 0 || chmod(resolved, 0o700) == 0 else {
            throw AirlockError(errno: errno, "can't close \(resolved) to other users")
        }
        return resolved
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func checkSpace(_ path: String, minimum: Int) throws(AirlockError) {
        var space = statvfs()
        guard statvfs(path, &space) == 0 else { throw AirlockError(errno: errno, "can't measure \(path)") }
        guard space.f_flag & UInt(ST_RDONLY) == 0 else { throw AirlockError(errno: EROFS, "can't use \(path)") }
        let free = Int(clamping: space.f_bavail) * Int(clamping: space.f_frsize)
        guard free >= minimum else {
            throw AirlockError(
                .unavailable,
                "only \(free / 1_048_576) MiB are free below \(path); \(minimum / 1_048_576) MiB are needed",
                hint: AirlockError.freeSpaceHint)
        }
    }

    private static func takeLock(_ path: String) throws(AirlockError) -> Descriptor {
        let file = try Descriptor(path, flags: O_RDWR | O_CREAT, mode: 0o600)
        guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw AirlockError(errno: errno, "can't lock \(path)") }
            let holder = String(decoding: try file.read(20, at: 0), as: UTF8.self).split(separator: "\n").first
            let process = holder.map { "process \($0)" } ?? "another process"
            throw AirlockError(
                .conflict, "\(path.dropLast("/lock".count)) is in use by \(process)",
                hint: holder.map { "stop it (kill \($0)), use its server, or set AIRLOCK_HOME to another folder" }
                    ?? "wait for it, or set AIRLOCK_HOME to another folder")
        }
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8))
        return file
    }
}
