import Foundation

/// What a user would have otherwise: podman's containers and images, on storage of its own.
struct Podman {
    let ground: Ground
    let output: Output
    let rounds: Int

    init(ground: Ground, output: Output, rounds: Int) {
        self.ground = ground
        self.output = output
        self.rounds = rounds
    }

    /// podman takes no more than 50 characters.
    private let runFolder = "/tmp/bench-\(UInt32.random(in: 0 ... .max))"
    private var command: [String] {
        ["podman", "--root", ground.folder + "/podman", "--runroot", runFolder]
    }
    private static let image = "localhost/airlock-bench"

    func run() {
        guard prepare() else { return }
        defer { tidy() }
        // Containers here need not be allowed more than we are.
        let limits = ["--ulimit", "nofile=1024:4096", "--ulimit", "nproc=1000:1000", "--network", "none"]
        guard
            let options = [["--runtime", "crun"], ["--runtime", "runc"]].first(where: {
                Spawn.run(command + $0 + ["run", "--rm"] + limits + [Self.image, "/bin/true"]).status == 0
            })
        else {
            let said = Spawn.run(command + ["run", "--rm"] + limits + [Self.image, "/bin/true"]).said
            return output.skipped("podman", "run", "it can't run here: \(said.prefix(200))")
        }
        let podman = command + options
        time("run --rm", podman + ["run", "--rm"] + limits + [Self.image, "/bin/true"])
        _ = Spawn.run(podman + ["run", "-d", "--name", "bench"] + limits + [Self.image, "/bin/sleep", "1000"])
        time("exec", podman + ["exec", "bench", "/bin/true"])
        time("commit", podman + ["commit", "-q", "bench", "airlock-bench-commit"])
    }

    private func prepare() -> Bool {
        guard Spawn.run(["podman", "--version"]).status == 0 else {
            output.skipped("podman", "run, exec, commit", "not installed")
            return false
        }
        let root = ground.folder + "/image"
        let made = Spawn.run([
            "/bin/sh", "-ec",
            "mkdir -p \(root)/bin; cp $(command -v busybox) \(root)/bin/; for n in sh true sleep; do ln -s busybox \(root)/bin/$n; done; "
                + "tar -C \(root) -cf \(root).tar .",
        ])
        let imported = Spawn.run(command + ["import", "-q", root + ".tar", "airlock-bench"])
        guard made.status == 0, imported.status == 0 else {
            let said = (made.said + imported.said).prefix(200)
            output.skipped("podman", "run, exec, commit", "no image of busybox-static: \(said)")
            return false
        }
        return true
    }

    private func tidy() {
        _ = Spawn.run(command + ["rm", "-f", "-a", "-t", "0"])
        // podman leaves its storage mounted on itself.
        _ = Spawn.run(["umount", ground.folder + "/podman/overlay"])
        _ = Spawn.run(["rm", "-rf", runFolder])
    }

    private func time(_ name: String, _ argv: [String]) {
        var series = Series()
        for _ in 0..<(rounds + 3) {
            let ended = Spawn.run(argv)
            guard ended.status == 0 else { return output.skipped("podman", name, String(ended.said.prefix(200))) }
            series.add(ended.duration)
        }
        series.forgetWarmUp()
        output.result("podman", name, series)
    }
}
