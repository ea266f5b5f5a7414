import Foundation

/// What every container sees of this machine: its `/usr`, the folders at the root that belong to it, and a made-up `/etc`.
enum SystemMounts {
    static var host: [ContainerMount] {
        var mounts = [ContainerMount.readOnly(source: "/usr", target: "/usr")]
        for folder in ["/bin", "/sbin", "/lib", "/lib64", "/lib32"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                mounts.append(.symlink(to: target, target: folder))
            } else if FileManager.default.fileExists(atPath: folder) {
                mounts.append(.readOnly(source: folder, target: folder))
            }
        }
        mounts.append(.readOnly(source: "/tmp/etc", target: "/etc"))
        for path in ["/etc/ld.so.cache", "/etc/alternatives"] where FileManager.default.fileExists(atPath: path) {
            mounts.append(readOnly(path))
        }
        return mounts
    }

    /// - Parameter path: Of the host.
    /// - Parameter source: Where the same is found by the runtime; nil: at its path.
    static func readOnly(_ path: String, from source: String? = nil) -> ContainerMount {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let source = source ?? path
        return isFolder.boolValue ? .readOnly(source: source, target: path) : .file(source: source, target: path)
    }

    /// Folders in memory, with this many bytes of room each.
    static func temporary(bytes: Int) -> [ContainerMount] {
        ["/tmp", "/home/agent", "/dev/shm"].map { .memory(target: $0, bytes: bytes) }
    }
}
