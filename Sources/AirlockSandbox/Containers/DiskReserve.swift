import Glibc

/// Room on the disk that no program may take: a full disk would end more than the program.
struct DiskReserve: Sendable {
    /// Any folder of the file system.
    let folder: OpenFile
    /// Bytes that ordinary users must find free.
    let bytes: UInt64

    init(folder: OpenFile, bytes: UInt64 = 256 << 20) {
        self.folder = folder
        self.bytes = bytes
    }

    /// Also when the kernel doesn't say.
    var isTouched: Bool {
        var found = statvfs()
        guard fstatvfs(folder.number, &found) == 0 else { return true }
        let (free, isHuge) = UInt64(found.f_bavail).multipliedReportingOverflow(by: UInt64(found.f_frsize))
        return !isHuge && free < bytes
    }
}
