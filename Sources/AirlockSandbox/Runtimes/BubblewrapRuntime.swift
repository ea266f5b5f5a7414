import AirlockCore
import Foundation

/// bubblewrap (bwrap(1)), told everything on its command line.
struct BubblewrapRuntime: ContainerRuntime {
    let path: String

    let name = "bubblewrap"
    let user = 1000

    init(path: String) { self.path = path }

    /// The one that the distribution installed; nil without.
    static var installed: BubblewrapRuntime? {
        ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }.map(BubblewrapRuntime.init(path:))
    }

    func start(_ description: ContainerDescription) throws(AirlockError) -> ContainerStart {
        var arguments = isolation(user: description.root == nil ? user : 0)
        if let root = description.root { arguments += ["--bind", root, "/"] }
        arguments +=
            ["--proc", "/proc", "--dev", "/dev"]
            + ([ContainerStarter.mount] + description.mounts).flatMap(Self.arguments)
        arguments += ["--remount-ro", "/dev"] + (description.root == nil ? ["--remount-ro", "/"] : [])
        arguments += ["--chdir", description.folder, "--"] + ContainerStarter.arguments(description)
        // An exit code is only written for a program that it came to start.
        return ContainerStart(
            argv: arguments, environment: description.environment, mark: "\"exit-code\"")
    }

    func cure(ofSaying words: String) -> String? {
        // The newest option that is used here (bubblewrap 0.8.0, NEWS).
        guard words.contains("--disable-userns") else { return nil }
        return "bubblewrap 0.8 or newer is needed: Debian 12, Ubuntu 24.04 or newer"
    }

    /// The holder's network namespace, which has a loopback only, no capabilities, no terminal, a user without a name on the host.
    private func isolation(user: Int) -> [String] {
        [
            path, "--unshare-all", "--share-net", "--unshare-user", "--disable-userns", "--cap-drop", "ALL",
            "--new-session",
            "--die-with-parent", "--hostname", "airlock", "--uid", "\(user)", "--gid", "\(user)", "--seccomp", "3",
            "--json-status-fd", "4",
        ]
    }

    private static func arguments(_ mount: ContainerMount) -> [String] {
        switch mount {
        case .readOnly(let source, let target), .file(let source, let target): ["--ro-bind", source, target]
        case .writable(let source, let target): ["--bind", source, target]
        case .device(let source, let target): ["--dev-bind", source, target]
        case .symlink(let named, let target): ["--symlink", named, target]
        case .memory(let target, let bytes): ["--size", "\(bytes)", "--tmpfs", target]
        }
    }
}
