import AirlockCore
import Glibc

/// An open file descriptor that closes itself.
struct Descriptor: ~Copyable, Sendable {
    let raw: Int32

    /// Opens without following a symlink at the end of the path, and never for a child process.
    /// - Parameter folder: What a relative path starts from; `AT_FDCWD` for the current folder.
    init(
        _ path: String, flags: Int32, mode: mode_t = 0, below folder: Int32 = AT_FDCWD
    ) throws(AirlockError) {
        raw = openat(folder, path, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        guard raw >= 0 else { throw AirlockError(errno: errno, "can't open \(path)") }
    }

    deinit { close(raw) }

    var status: stat {
        get throws(AirlockError) {
            var status = stat()
            guard fstat(raw, &status) == 0 else { throw AirlockError(errno: errno, "can't look at an open file") }
            return status
        }
    }

    func write(_ bytes: [UInt8]) throws(AirlockError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(raw, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw AirlockError(errno: errno, "can't write a file")
            }
        }
    }

    /// Up to `count` bytes from `offset`; fewer at the end of the file.
    func read(_ count: Int, at offset: Int) throws(AirlockError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(raw, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(offset + done))
            }
            if got == 0 { break }
            if got > 0 {
                done += got
            } else if errno != EINTR {
                throw AirlockError(errno: errno, "can't read a file")
            }
        }
        bytes.removeLast(count - done)
        return bytes
    }

    /// Returns when the disk has it.
    func sync() throws(AirlockError) {
        guard fsync(raw) == 0 else { throw AirlockError(errno: errno, "can't sync a file to disk") }
    }

    func truncate(to length: Int) throws(AirlockError) {
        guard ftruncate(raw, off_t(length)) == 0 else { throw AirlockError(errno: errno, "can't cut a file") }
    }
}

/// One open folder, for work that must not follow symlinks out of it.
struct Folder: ~Copyable, Sendable {
    let descriptor: Descriptor

    init(_ path: String, below folder: Int32 = AT_FDCWD) throws(AirlockError) {
        descriptor = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY, below: folder)
    }

    /// Writes a file whole or not at all, durably; an older one of that name is replaced.
    func write(_ bytes: [UInt8], as name: String, mode: mode_t) throws(AirlockError) {
        let temporary = ".tmp-\(getpid())-\(name)"
        unlinkat(descriptor.raw, temporary, 0)
        do throws(AirlockError) {
            let file = try Descriptor(
                temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode, below: descriptor.raw)
            try file.write(bytes)
            try file.sync()
            guard renameat(descriptor.raw, temporary, descriptor.raw, name) == 0 else {
                throw AirlockError(errno: errno, "can't name \(name)")
            }
        } catch {
            unlinkat(descriptor.raw, temporary, 0)
            throw error
        }
        try descriptor.sync()
    }

    /// Makes a folder for this user alone, unless there is one.
    func makeFolder(_ name: String) throws(AirlockError) {
        guard mkdirat(descriptor.raw, name, 0o700) == 0 || errno == EEXIST else {
            throw AirlockError(errno: errno, "can't make the folder \(name)")
        }
    }
}
