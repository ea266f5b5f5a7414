import AirlockCore

/// One command from its gate to a durable snapshot, against bubblewrap alone with the same command, turn and turn about.
struct Gated {
    let ground: Ground
    let output: Output
    let rounds: Int

    func run() async throws {
        var none = Series()
        var write = Series()
        var alone = Series()
        let workspace = ground.folder + "/plain"
        _ = Spawn.run(["mkdir", workspace])
        let bubblewrap = Self.bubblewrap(workspace)
        for round in 0..<rounds {
            none.add(try await kept(["true"]))
            let peer = Spawn.run(bubblewrap + ["true"])
            guard peer.status == 0 else { throw AirlockError(.unavailable, "bubblewrap alone: \(peer.said)") }
            alone.add(peer.duration)
            write.add(try await kept(["/bin/sh", "-c", "echo \(round) > result"]))
        }
        none.forgetWarmUp()
        write.forgetWarmUp()
        alone.forgetWarmUp()
        output.result("gated", "bubblewrap alone", alone)
        output.result("gated", "true, promoted", none, ["ratio": Output.rounded(none.p50 / alone.p50)])
        output.result(
            "gated", "write a file, promoted", write,
            ["ratio": Output.rounded(write.p50 / alone.p50), "target_ms": 25])
    }

    private func kept(_ argv: [String]) async throws -> Duration {
        let times = try await ground.tryOut(argv, on: .empty)
        return times.whole + (try await ground.promote(times.branch)).1
    }

    /// The isolation that a careful person would ask for by hand.
    private static func bubblewrap(_ workspace: String) -> [String] {
        [
            "bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--new-session",
            "--die-with-parent", "--uid", "1000", "--gid", "1000", "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin",
            "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--proc", "/proc", "--dev",
            "/dev", "--tmpfs", "/tmp", "--bind", workspace, "/workspace", "--chdir", "/workspace", "--",
        ]
    }
}
