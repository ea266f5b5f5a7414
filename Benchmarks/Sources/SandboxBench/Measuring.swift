import AirlockCore
import AirlockSandbox

/// Sealing and measuring 1,000 changed files in a tree of 100,000.
struct Measuring {
    let ground: Ground
    let output: Output
    let rounds: Int
    let files: Int

    func run() async throws {
        let (_, base) = try await ground.base(files: files)
        var whole = Series()
        var measure = Series()
        let changed = min(1000, files)
        for round in 0..<rounds {
            let script = "for d in 0 1 2 3 4 5 6 7 8 9; do for f in d$d/*; do echo changed \(round) > $f; done; done"
            whole.add(try await seal(script, on: base, changed))
            // What the program itself wrote to the disk need not be written when the branch is sealed.
            measure.add(try await seal(script + "; sync -f .", on: base, changed))
        }
        whole.forgetWarmUp()
        measure.forgetWarmUp()
        let more: [String: JSONValue] = [
            "changed": .integer(Int64(changed)), "files": .integer(Int64(files)), "target_ms": 150,
        ]
        output.result("effect", "measured and sealed, on the disk already", measure, more)
        output.result("effect", "measured, written to the disk and sealed", whole, more)
    }

    private func seal(_ script: String, on base: Snapshot, _ changed: Int) async throws -> Duration {
        let times = try await ground.tryOut(["/bin/sh", "-c", script], on: base)
        let seen = times.branch.effect.changes.count
        guard seen == changed else {
            throw AirlockError(.backendFailed, "\(seen) changes were measured, not \(changed)")
        }
        await ground.sandbox.drop(times.branch.id)
        return times.seal
    }
}
