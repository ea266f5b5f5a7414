import AirlockCore
import Glibc

/// A job of many steps: whether the last ones cost what the first ones did, and what it takes on the disk.
struct LongJob {
    let ground: Ground
    let output: Output
    let steps: Int

    /// Bytes that each step writes.
    private static let stepBytes = 40_960

    func run() async throws {
        let (_, base) = try await ground.base(files: 1000)
        let before = try diskBytes()
        var snapshot = base
        var series = Series()
        var failure: String?
        for step in 0..<steps {
            let script = """
                mkdir -p s\(step % 40); i=0; while [ $i -lt 10 ]; do head -c 4096 /dev/urandom > s\(step % 40)/\(step % 7)-$i; \
                i=$((i+1)); done; echo \(step) > d\(step % 10)/f0
                """
            do {
                let times = try await ground.tryOut(["/bin/sh", "-c", script], on: snapshot)
                let (next, promotion) = try await ground.promote(times.branch)
                series.add(times.whole + promotion)
                snapshot = next
            } catch let error as AirlockError {
                failure = "step \(step + 1): \(error.message)"
                break
            }
        }
        report(series, bytes: try diskBytes() - before, failure)
    }

    private func report(_ series: Series, bytes: Int, _ failure: String?) {
        let all = series.milliseconds
        var first = Series()
        var last = Series()
        // The very first steps warm caches up.
        for value in all.dropFirst(3).prefix(20) { first.add(.milliseconds(value)) }
        for value in all.suffix(20) { last.add(.milliseconds(value)) }
        let written = all.count * Self.stepBytes
        output.result("job", "all steps", series, ["max_ms": Output.rounded(all.max() ?? .nan)])
        output.result("job", "first 20 steps", first)
        output.result(
            "job", "last 20 steps", last, ["ratio": Output.rounded(last.p50 / first.p50), "target_ratio": .number(1.5)])
        output.figure(
            "job", "disk",
            [
                "steps": .integer(Int64(all.count)), "written_bytes": .integer(Int64(written)),
                "disk_bytes": .integer(Int64(bytes)), "ratio": Output.rounded(Double(bytes) / Double(max(written, 1))),
            ])
        if let failure { output.figure("job", "ended early", ["error": .string(failure)]) }
    }

    /// What the layers take, hard links once.
    private func diskBytes() throws -> Int {
        let said = Spawn.run(["du", "-s", "--block-size=1", ground.folder + "/layers"]).said
        guard let bytes = said.split(separator: "\t").first.flatMap({ Int($0) }) else {
            throw AirlockError(.backendFailed, "du said \(said)")
        }
        return bytes
    }
}
