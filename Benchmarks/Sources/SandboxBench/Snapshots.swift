import AirlockCore
import AirlockSandbox

/// Snapshot and rollback of trees of different sizes, and the copying of them that one would do otherwise.
struct Snapshots {
    let ground: Ground
    let output: Output
    let rounds: Int
    let sizes: [Int]

    func run() async throws {
        var first: (snapshot: Double, rollback: Double)?
        for files in sizes {
            let (host, base) = try await ground.base(files: files)
            var snapshot = Series()
            var rollback = Series()
            for round in 0..<rounds {
                let argv = ["/bin/sh", "-c", "echo \(round) > d0/f0"]
                let kept = try await ground.tryOut(argv, on: base)
                snapshot.add(kept.seal + (try await ground.promote(kept.branch)).1)
                rollback.add(try await drop(argv, on: base))
            }
            snapshot.forgetWarmUp()
            rollback.forgetWarmUp()
            let start = first ?? (snapshot.p50, rollback.p50)
            first = start
            output.result(
                "snapshot", "\(files) files", snapshot,
                [
                    "ratio_to_smallest": Output.rounded(snapshot.p50 / start.snapshot), "target_ms": 5,
                ])
            output.result(
                "rollback", "\(files) files", rollback,
                [
                    "ratio_to_smallest": Output.rounded(rollback.p50 / start.rollback), "target_ms": 5,
                ])
            copy(host, files)
        }
    }

    private func drop(_ argv: [String], on base: Snapshot) async throws -> Duration {
        let branch = try await ground.tryOut(argv, on: base).branch
        let clock = ContinuousClock()
        let start = clock.now
        await ground.sandbox.drop(branch.id)
        return start.duration(to: clock.now)
    }

    private func copy(_ host: String, _ files: Int) {
        var copy = Series()
        var remove = Series()
        for _ in 0..<(files > 10_000 ? 3 : 10) {
            copy.add(Spawn.run(["cp", "-a", host, host + "-copy"]).duration)
            remove.add(Spawn.run(["rm", "-rf", host + "-copy"]).duration)
        }
        output.result("snapshot", "\(files) files, cp -a, not durable", copy)
        output.result("rollback", "\(files) files, rm -rf of the copy", remove)
    }
}
