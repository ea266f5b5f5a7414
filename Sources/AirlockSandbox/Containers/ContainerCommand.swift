/// What every container starts with.
enum ContainerCommand {
    /// Where the job's files are inside.
    static let workspace = "/workspace"

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
