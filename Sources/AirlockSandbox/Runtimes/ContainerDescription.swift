import AirlockCore

/// One container, whatever makes it. All have in common: no capabilities and none to gain, a user without a name on the
/// host, private processes, the network namespace that they are started in, the system-call filter, a made-up root and `/dev` that can't be written, and `/proc`.
struct ContainerDescription: Sendable {
    /// Each piped into the next; looked up on the environment's `PATH`.
    var programs: [SimpleCommand]
    /// Absolute path inside.
    var folder: String
    /// The whole of it.
    var environment: [String: String]
    /// Where the folder lies that is its root, as which programs run as user 0 and which they may change; nil: a made-up root.
    var root: String?
    /// In order: one may lie in an earlier one.
    var mounts: [ContainerMount]
    /// Processes and threads at a time; nil: as many as it likes.
    var processes: Int?
    /// Bytes of memory of each process; nil: as many as it likes.
    var memoryBytes: Int?
    /// Bytes of one file; nil: as many as it likes.
    var fileBytes: Int?
}

/// Something that a container sees. Paths are absolute; sources lie in the mount namespace of the holder.
enum ContainerMount: Sendable, Hashable {
    /// A folder with all that is mounted in it.
    case readOnly(source: String, target: String)
    /// A file, read-only.
    case file(source: String, target: String)
    /// A folder.
    case writable(source: String, target: String)
    /// A device file, or a folder of such, that may be opened.
    case device(source: String, target: String)
    case symlink(to: String, target: String)
    /// An empty folder in memory, with room for this many bytes.
    case memory(target: String, bytes: Int)
}
