import AirlockCore
import AirlockSandbox
import AirlockTestKit
import Foundation

/// A folder to measure in, with a sandbox on layers of its own.
struct Ground: Sendable {
    let folder: String
    let sandbox: OverlaySandbox

    /// - Parameter runtime: As a configuration names it, e.g. `bubblewrap` or `crun`.
    init(below parent: String, runtime name: String) throws {
        guard let runtime = try RuntimeChoice(name, virtualMachine: nil).candidates().first else {
            throw AirlockError(.unavailable, "there is no runtime \(name)")
        }
        folder = "\(parent)/airlock-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        sandbox = try OverlaySandbox(
            folder: folder + "/layers", toolchains: [], temporaryBytes: 64 << 20, runtime: runtime)
    }

    func remove() { _ = Spawn.run(["rm", "-rf", folder]) }

    /// Times of one trial, from its gate to the end.
    struct Times: Sendable {
        /// All of it.
        let whole: Duration
        /// From the program's end to a sealed, measured and durable branch.
        let seal: Duration
        let branch: SealedBranch
    }

    /// Judges, tries out and measures one program.
    func tryOut(_ argv: [String], on base: Snapshot) async throws -> Times {
        let clock = ContinuousClock()
        let start = clock.now
        let end = Moment()
        let trial = try SandboxConformance.trial { workspace in
            let result = try await workspace.run(Program(argv, limits: SandboxConformance.limits))
            await end.now()
            guard result.exitStatus == 0 else {
                throw AirlockError(.commandFailed, String(decoding: result.standardError, as: UTF8.self))
            }
        }
        let (_, branch) = try await sandbox.tryOut(trial, on: base)
        let sealed = clock.now
        let ended = await end.value ?? start
        return Times(whole: start.duration(to: sealed), seal: ended.duration(to: sealed), branch: branch)
    }

    /// Keeps a branch, durably.
    func promote(_ branch: SealedBranch) async throws -> (Snapshot, Duration) {
        let clock = ContinuousClock()
        let start = clock.now
        let snapshot = try await sandbox.promote(try SandboxConformance.promotion(of: branch))
        return (snapshot, start.duration(to: clock.now))
    }

    /// Makes a host folder with files of a few bytes, 100 in each folder, and imports it.
    func base(files: Int) async throws -> (host: String, snapshot: Snapshot) {
        let host = "\(folder)/tree-\(files)"
        for start in stride(from: 0, to: files, by: 100) {
            let place = "\(host)/d\(start / 100)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for number in start..<min(start + 100, files) {
                guard let file = fopen("\(place)/f\(number % 100)", "w") else { throw CocoaError(.fileWriteUnknown) }
                fputs("file \(number)\n", file)
                fclose(file)
            }
        }
        return (host, try await sandbox.importFolder(host))
    }
}
