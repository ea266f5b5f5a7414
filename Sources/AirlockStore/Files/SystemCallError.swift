import AirlockCore
import Glibc

extension AirlockError {
    /// What a failed system call means to a person.
    init(errno number: Int32, _ what: String) {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT:
            self.init(.unavailable, "\(what): the disk is full", hint: Self.freeSpaceHint)
        case EROFS:
            self.init(
                .unavailable, "\(what): the file system is read-only",
                hint: "set AIRLOCK_HOME to a folder that can be written")
        case EACCES, EPERM:
            self.init(
                .unavailable, "\(what): \(reason)",
                hint: "run as the user who owns the folder, or set AIRLOCK_HOME to a folder of your own")
        case ENOENT, ENOTDIR: self.init(.notFound, "\(what): \(reason)")
        case ELOOP: self.init(.invalidRequest, "\(what): symbolic links are not followed here")
        case EMFILE, ENFILE:
            self.init(.unavailable, "\(what): too many files are open", hint: "raise the limit: ulimit -n 4096")
        default: self.init(.unavailable, "\(what): \(reason)")
        }
    }

    static let freeSpaceHint = "free some space, or set AIRLOCK_HOME to a folder on another disk"
}
