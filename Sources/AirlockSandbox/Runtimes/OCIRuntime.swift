import AirlockCore
import Foundation

/// A runtime of the Open Container Initiative, told everything in a bundle (runtime-spec 1.0.2): crun, runc, or one with
/// the same command line that puts each container into a virtual machine.
struct OCIRuntime: ContainerRuntime {
    let path: String

    var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// crun and its kin take any single user; others become user 0 of the container on their way (runc 1.1, nsexec.c), so
    /// that the one user which we have must be called that.
    var user: Int { isCrun ? 1000 : 0 }

    private var isCrun: Bool { ["crun", "krun"].contains { name.hasPrefix($0) } }

    init(path: String) { self.path = path }

    /// Bytes of one argument that the kernel takes (execve(2), MAX_ARG_STRLEN).
    private static let argumentBytes = 131_072
    /// Bytes of all arguments; they stand in a file in memory.
    private static let allArgumentBytes = 1 << 20

    /// The one of this name that the distribution installed; nil without.
    static func installed(_ name: String) -> OCIRuntime? {
        ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/", "/bin/", "/sbin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }.map(OCIRuntime.init(path:))
    }

    func start(_ description: ContainerDescription) throws(AirlockError) -> ContainerStart {
        let lengths = description.programs.flatMap(\.argv).map(\.utf8.count)
        guard lengths.allSatisfy({ $0 < Self.argumentBytes }), lengths.reduce(0, +) < Self.allArgumentBytes else {
            throw AirlockError(.limitExceeded, "the arguments are too long", hint: "pass long text by a file")
        }
        let configuration = OCIConfiguration(description: description, user: description.root == nil ? user : 0)
        var entries = [
            ContainerBundle.Entry(path: "config.json", text: configuration.json.canonicalText, isSymlink: false)
        ]
        for case .symlink(let named, let target) in description.mounts {
            entries.append(ContainerBundle.Entry(path: "rootfs" + target, text: named, isSymlink: true))
        }
        // crun 1.8 doesn't start where both versions of control groups are mounted, though it is to use neither.
        let bundle = ContainerBundle(entries: entries, hidden: isCrun ? ["/sys/fs/cgroup"] : [])
        return ContainerStart(
            argv: [path] + options
                + ["--root", "/tmp/b/state", "run", "--preserve-fds", "2", "--bundle", "/tmp/b", "sandboxed"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], mark: OCIConfiguration.mark, limitsByItself: true,
            bundle: bundle)
    }

    /// runc's warnings, of control groups that it can't use, would stand in the program's error stream; what stops it from
    /// starting is said there all the same.
    private var options: [String] { isCrun ? ["--cgroup-manager=disabled"] : ["--log", "/dev/null"] }

    func cure(ofSaying words: String) -> String? { nil }
}
