import AirlockCore
import Foundation

/// bubblewrap's command line for one program.
struct ContainerCommand: Sendable {
    /// Absolute; looked for where distributions put it.
    static let bubblewrapPaths = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"]

    static var bubblewrap: String? { bubblewrapPaths.first { FileManager.default.isExecutableFile(atPath: $0) } }

    /// Where the job's files are inside.
    static let workspace = "/workspace"

    /// What every sandbox shares: the holder's network namespace, which has nothing but a loopback, no capabilities, no terminal, a user without a name on the host.
    static func isolation(bubblewrap: String) -> [String] {
        [
            bubblewrap, "--unshare-all", "--share-net", "--unshare-user", "--disable-userns", "--cap-drop", "ALL",
            "--new-session",
            "--die-with-parent", "--hostname", "airlock", "--uid", "1000", "--gid", "1000", "--seccomp", "3",
            "--json-status-fd", "4",
        ]
    }

    /// `/usr`, the folders at the root that belong to it as the host has them, `/etc`, `/proc` and `/dev`.
    static var system: [String] {
        var arguments = ["--ro-bind", "/usr", "/usr"]
        for folder in ["/bin", "/sbin", "/lib", "/lib64", "/lib32"] {
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
                arguments += ["--symlink", target, folder]
            } else if FileManager.default.fileExists(atPath: folder) {
                arguments += ["--ro-bind", folder, folder]
            }
        }
        arguments += ["--ro-bind", "/tmp/etc", "/etc"]
        for path in ["/etc/ld.so.cache", "/etc/alternatives"] { arguments += ["--ro-bind-try", path, path] }
        return arguments + ["--proc", "/proc", "--dev", "/dev"]
    }

    /// How to mend what bubblewrap said before it started anything; nil for what isn't its age.
    static func cure(ofSaying words: String) -> String? {
        // The newest option that is used here (bubblewrap 0.8.0, NEWS).
        guard words.contains("--disable-userns") else { return nil }
        return "bubblewrap 0.8 or newer is needed: Debian 12, Ubuntu 24.04 or newer"
    }

    /// Empty folders in memory, with this many bytes of room each.
    static func temporary(_ folders: [String], bytes: Int) -> [String] {
        folders.flatMap { ["--size", "\(bytes)", "--tmpfs", $0] }
    }

    /// Makes the sandbox what the kernel kills first when memory runs out (proc_pid_oom_score_adj(5)).
    ///
    /// Lowers the limit on processes where it counts those of this sandbox only: inside its own user namespace
    /// (getrlimit(2), RLIMIT_NPROC since Linux 5.14). dash names it -p and bash -u. Then becomes the program; a shell says
    /// 127 for one that it can't find.
    static let starter = #"""
        { echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null
        ulimit -p "$0" 2>/dev/null || ulimit -u "$0" || exit 126; exec "$@"
        """#
}
