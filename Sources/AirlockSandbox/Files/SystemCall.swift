import AirlockCore
import Foundation
import Glibc

/// A system call that failed: what was tried and the error's number.
struct SystemFailure: Error {
    let attempt: String
    let number: Int32

    /// The same for people, with what they can do about it.
    var airlockError: AirlockError {
        let hint: String? =
            switch number {
            case ENOSPC, EDQUOT: "free some disk space"
            case EACCES, EPERM: "check who owns the folder, and its mode"
            case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
            case ENOMEM, EAGAIN: "the machine is out of memory or processes"
            case EROFS: "the file system is mounted read-only"
            default: nil
            }
        return AirlockError(
            .backendFailed, "can't \(attempt.printable): \(String(cString: strerror(number)))", hint: hint)
    }
}

/// Calls what returns -1 and sets `errno`, again after an interruption.
@discardableResult
func systemCall(_ attempt: @autoclosure () -> String, _ call: () -> Int32) throws(SystemFailure) -> Int32 {
    while true {
        let result = call()
        if result >= 0 { return result }
        let number = errno
        if number != EINTR { throw SystemFailure(attempt: attempt(), number: number) }
    }
}

/// Calls a shim that returns `-errno`.
@discardableResult
func shimCall<Value: FixedWidthInteger & SignedInteger>(
    _ attempt: @autoclosure () -> String, _ call: () -> Value
) throws(SystemFailure) -> Value {
    let result = call()
    if result >= 0 { return result }
    throw SystemFailure(attempt: attempt(), number: Int32(truncatingIfNeeded: -result))
}

/// An open file descriptor, closed when nobody holds it any more: keep the object, not the number, until the call is made.
final class OpenFile: Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens a host folder by its path. A symlink in the last place is not followed.
    static func folder(_ path: String) throws(SystemFailure) -> OpenFile {
        OpenFile(
            owning: try systemCall("open \(path)") {
                open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            })
    }

    func write(_ bytes: [UInt8], as name: @autoclosure () -> String) throws(SystemFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(number, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemFailure(attempt: "write \(name())", number: count < 0 ? errno : EIO) }
            done += count
        }
    }

    /// At most `limit` bytes from where the file stands.
    func read(upTo limit: Int, of name: @autoclosure () -> String) throws(SystemFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(65536, max(limit, 1)))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = chunk.withUnsafeMutableBytes { Glibc.read(number, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemFailure(attempt: "read \(name())", number: errno) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// Whether both are the same file of the same file system.
    func isSame(as other: OpenFile) throws(SystemFailure) -> Bool {
        var one = stat()
        var two = stat()
        try systemCall("look at an open file") { fstat(number, &one) }
        try systemCall("look at an open file") { fstat(other.number, &two) }
        return one.st_dev == two.st_dev && one.st_ino == two.st_ino
    }

    func sync(_ name: @autoclosure () -> String) throws(SystemFailure) {
        try systemCall("sync \(name())") { fsync(number) }
    }
}
