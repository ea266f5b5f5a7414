import AirlockCore
import CSandbox
import Glibc

/// One folder of the host with all below it, read by descriptors only: nothing leaves it and no symlink is followed,
/// whatever a sandbox put there.
struct FileTree: Sendable {
    let root: OpenFile

    struct Entry: Sendable {
        let type: FileChange.FileType
        /// Permission bits.
        var mode: Int
        let size: Int
        /// The same for all names of one file.
        let inode: UInt64
        let device: UInt64
        /// Names of the same file.
        let links: Int
        /// On the disk.
        let diskBytes: Int
        /// Nanoseconds since 1970.
        let modified: Int64
        /// An overlay's mark that the older layers' entry is gone.
        let isWhiteout: Bool
    }

    /// What stands there; nil for nothing, also if a file stands where a folder would have to.
    func entry(_ path: TreePath) throws(SystemFailure) -> Entry? {
        var found = airlock_entry()
        let result = path.withCString { airlock_stat_beneath(root.number, $0, &found) }
        // ELOOP: a symlink where a folder would have to be.
        if result == -ENOENT || result == -ENOTDIR || result == -ELOOP { return nil }
        try shimCall("look at \(path.text)") { result }
        let type: FileChange.FileType =
            switch found.mode & UInt32(S_IFMT) {
            case UInt32(S_IFREG): .file
            case UInt32(S_IFDIR): .folder
            case UInt32(S_IFLNK): .symlink
            default: .other
            }
        return Entry(
            type: type, mode: Int(found.mode & 0o7777), size: Int(found.size), inode: found.inode,
            device: found.device, links: Int(found.links), diskBytes: Int(found.blocks) * 512,
            modified: found.modified, isWhiteout: found.is_whiteout != 0)
    }

    /// Names in a folder, in no order.
    func names(in folder: TreePath) throws(SystemFailure) -> [[UInt8]] {
        let opened = try open(folder, O_RDONLY | O_DIRECTORY)
        let copy = try systemCall("list \(folder.text)") { fcntl(opened.number, F_DUPFD_CLOEXEC, 0) }
        guard let stream = fdopendir(copy) else {
            let number = errno
            close(copy)
            throw SystemFailure(attempt: "list \(folder.text)", number: number)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let next = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &next.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2e], name != [0x2e, 0x2e] { names.append(name) }
        }
        if errno != 0 { throw SystemFailure(attempt: "list \(folder.text)", number: errno) }
        return names
    }

    func open(_ path: TreePath, _ flags: Int32, mode: Int32 = 0) throws(SystemFailure) -> OpenFile {
        OpenFile(
            owning: try shimCall("open \(path.text)") {
                path.withCString { airlock_open_beneath(root.number, $0, flags, mode) }
            })
    }

    /// Lower-case hex SHA-256 of a regular file.
    func hash(_ path: TreePath) throws(SystemFailure) -> String {
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        var hex = [CChar](repeating: 0, count: 65)
        try shimCall("hash \(path.text)") { airlock_sha256(file.number, &hex) }
        return String(decoding: hex.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// - Parameter isHashed: Whether a regular file is read, all of it.
    func state(_ path: TreePath, _ entry: Entry, isHashed: Bool) throws(SystemFailure) -> FileState {
        switch entry.type {
        case .file:
            return FileState(
                type: .file, mode: entry.mode, size: entry.size, sha256: isHashed ? try hash(path) : nil)
        case .symlink:
            let target = try target(ofSymlink: path)
            return FileState(type: .symlink, mode: 0, size: target.count, sha256: SHA256.hex(target))
        case .folder, .other: return FileState(type: entry.type, mode: entry.mode, size: 0, sha256: nil)
        }
    }

    func target(ofSymlink path: TreePath) throws(SystemFailure) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = try shimCall("read the symlink \(path.text)") {
            path.withCString { airlock_readlink_beneath(root.number, $0, &buffer, buffer.count) }
        }
        return buffer.prefix(length).map { UInt8(bitPattern: $0) }
    }

    /// Extended attributes of a regular file or folder, without the overlay's own marks.
    func attributes(_ path: TreePath) throws(SystemFailure) -> [String: [UInt8]] {
        let file = try open(path, O_RDONLY | O_NONBLOCK)
        var attributes: [String: [UInt8]] = [:]
        var name = [CChar](repeating: 0, count: 256)
        var value = [UInt8](repeating: 0, count: 65536)
        for index in 0... {
            let length = airlock_attribute(file.number, index, &name, &value, value.count)
            if length == -Int(ENODATA) { break }
            try shimCall("read the attributes of \(path.text)") { length }
            let key = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            attributes[String(decoding: key, as: UTF8.self)] = Array(value.prefix(length))
        }
        return attributes
    }

    /// Whether a folder hides what older layers have in its place.
    func isOpaque(_ folder: TreePath) throws(SystemFailure) -> Bool {
        let opened = try open(folder, O_RDONLY | O_DIRECTORY)
        return withExtendedLifetime(opened) { airlock_is_opaque(opened.number) != 0 }
    }

    func setMode(_ mode: Int, of path: TreePath) throws(SystemFailure) {
        try shimCall("set the mode of \(path.text)") {
            path.withCString { airlock_chmod_beneath(root.number, $0, UInt32(mode)) }
        }
    }
}
